import Files

/// A name that a pickle mentions; none is ever looked up or run.
enum PickleGlobal: Hashable, Sendable {
  case orderedDictionary
  /// collections.defaultdict, whose first argument makes values.
  case defaultDictionary
  /// collections.Counter and dnnlib.EasyDict: dictionaries made of at most one.
  case plainDictionary
  case set
  case rebuildTensor
  case rebuildTensor2
  case rebuildParameter
  case size
  case storageType(ElementType)
  /// A storage as bytes that are a whole file of PyTorch's old format.
  case storageFromBytes
  /// `_codecs.encode`: how protocol 2 holds bytes.
  case encodedText
  case arrayClass
  case arrayType
  case arrayReconstruction
  case arrayFromBuffer
  case arrayScalar
  /// A name that is not known here and does no harm where nothing is run.
  case other(String)

  /// Takes a name to pieces; nil for one that a file of weights has no business to mention.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("collections", "defaultdict"): self = .defaultDictionary
    case ("collections", "Counter"), ("dnnlib.util", "EasyDict"), ("dnnlib", "EasyDict"):
      self = .plainDictionary
    case ("builtins", "set"), ("__builtin__", "set"), ("builtins", "frozenset"),
      ("__builtin__", "frozenset"):
      self = .set
    case ("torch._utils", "_rebuild_tensor"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor2
    case ("torch._utils", "_rebuild_parameter"), ("torch._utils", "_rebuild_parameter_with_state"):
      self = .rebuildParameter
    case ("torch", "Size"): self = .size
    case ("torch.storage", "_load_from_bytes"): self = .storageFromBytes
    case ("_codecs", "encode"): self = .encodedText
    case ("numpy", "ndarray"): self = .arrayClass
    case ("numpy", "dtype"): self = .arrayType
    case ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"):
      self = .arrayReconstruction
    case ("numpy.core.numeric", "_frombuffer"), ("numpy._core.numeric", "_frombuffer"):
      self = .arrayFromBuffer
    case ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"):
      self = .arrayScalar
    default:
      if module == "torch", let type = ElementType(storageClass: name) {
        self = .storageType(type)
      } else if HarmfulName.isHarmful(module: module, name: name) {
        return nil
      } else {
        self = .other("\(module).\(name)")
      }
    }
  }

  var name: String {
    switch self {
    case .orderedDictionary: "collections.OrderedDict"
    case .defaultDictionary: "collections.defaultdict"
    case .plainDictionary: "a dictionary's class"
    case .set: "builtins.set"
    case .rebuildTensor: "torch._utils._rebuild_tensor"
    case .rebuildTensor2: "torch._utils._rebuild_tensor_v2"
    case .rebuildParameter: "torch._utils._rebuild_parameter"
    case .size: "torch.Size"
    case .storageType(let type): "torch's storage of \(type.rawValue)"
    case .storageFromBytes: "torch.storage._load_from_bytes"
    case .encodedText: "_codecs.encode"
    case .arrayClass: "numpy.ndarray"
    case .arrayType: "numpy.dtype"
    case .arrayReconstruction: "numpy's _reconstruct"
    case .arrayFromBuffer: "numpy's _frombuffer"
    case .arrayScalar: "numpy's scalar"
    case .other(let name): name
    }
  }
}

/// Names that reach the system, run programs or take objects apart, and the tensors of PyTorch
/// that are not read.
///
/// Nothing here would run them. A file that mentions one is meant for something other than to hold
/// weights, and whoever opens it elsewhere should have been told.
enum HarmfulName {
  /// Modules of which not even a part of a name may be.
  private static let reachingModules: Set<String> = [
    "os", "posix", "nt", "sys", "builtins", "__builtin__", "__builtins__", "subprocess",
    "commands", "popen2", "pty", "shutil", "socket", "ctypes", "importlib", "imp", "runpy",
  ]
  private static let modules: Set<String> = [
    "_aix_support", "_ctypes", "_io", "_osx_support", "_pickle", "_posixsubprocess", "_pyrepl",
    "_socket", "_thread", "aiohttp", "ast", "asyncio", "atexit", "bdb", "cProfile", "cffi",
    "cloudpickle", "code", "codeop", "codecs", "concurrent", "cpickle", "cPickle", "dill", "dis",
    "doctest", "ensurepip", "faulthandler", "ftplib", "functools", "gc", "http", "httplib",
    "idlelib",
    "imaplib", "inspect", "io", "joblib", "lib2to3", "linecache", "logging", "mailcap", "marshal",
    "modulefinder", "msilib", "msvcrt", "multiprocessing", "nturl2path", "operator", "pdb",
    "pickle", "pip", "pkg_resources", "pkgutil", "platform", "plistlib", "poplib", "posixpath",
    "ntpath", "genericpath", "profile", "pstats", "pydoc", "pyrepl", "requests", "resource",
    "sched", "select", "selectors", "setuptools", "shelve", "signal", "site", "smtplib",
    "sqlite3", "ssl", "sysconfig", "tarfile", "telnetlib", "tempfile", "test", "threading",
    "timeit", "trace", "tty", "types", "urllib", "urllib2", "uuid", "venv", "weakref",
    "webbrowser", "winreg", "xmlrpc", "zipfile", "zipimport", "zipapp",
  ]
  private static let words: Set<String> = [
    "eval", "exec", "execfile", "compile", "system", "popen", "getattr", "setattr", "delattr",
    "globals", "locals", "breakpoint", "import_module", "attrgetter", "methodcaller", "apply",
    "runsource", "run_code", "loads",
  ]
  /// Classes of values among the names of `builtins`.
  private static let builtinValues: Set<String> = [
    "Ellipsis", "NotImplemented", "bool", "bytearray", "bytes", "complex", "dict", "float", "int",
    "list", "long", "object", "range", "slice", "str", "tuple", "unicode", "xrange",
  ]
  /// Classes of values in modules that hold harmful names too.
  private static let knownValues: Set<String> = [
    "functools.partial", "types.SimpleNamespace", "uuid.UUID", "logging.Logger",
    "logging.getLogger", "numpy.random._pickle.__randomstate_ctor",
    "numpy.random._pickle.__generator_ctor", "numpy.random._pickle.__bit_generator_ctor",
    "numpy.random.bit_generator.__pyx_unpickle_SeedSequence",
  ]
  /// PyTorch's own tensors and values that are not read.
  private static let unreadTensors: Set<String> = [
    "_rebuild_sparse_tensor", "_rebuild_sparse_csr_tensor", "_rebuild_qtensor",
    "_rebuild_meta_tensor_no_storage", "_rebuild_device_tensor_from_numpy",
    "_rebuild_xla_tensor", "_rebuild_wrapper_subclass", "_rebuild_nested_tensor",
  ]

  static func isHarmful(module: String, name: String) -> Bool {
    if module == "builtins" || module == "__builtin__" {
      let isException = ["Error", "Exception", "Warning"].contains(where: name.hasSuffix)
      return !builtinValues.contains(name) && !(isException && isIdentifier(name[...]))
    }
    if module == "exceptions" { return !isIdentifier(name[...]) }
    if knownValues.contains("\(module).\(name)") { return false }
    if module.hasPrefix("torch"), name.hasSuffix("Storage") || unreadTensors.contains(name) {
      return true
    }
    let parts = (module + "." + name).split(separator: ".", omittingEmptySubsequences: false)
    guard let root = parts.first.map(String.init), parts.allSatisfy(isIdentifier) else {
      return true
    }
    if modules.contains(root)
      || ["torch.hub", "torch.jit", "numpy.testing", "numpy.f2py"].contains(where: module.hasPrefix)
    {
      return true
    }
    return parts.contains { part in
      reachingModules.contains(String(part)) || words.contains(String(part))
        || (part.hasPrefix("__") && part != "__main__" && part != "__mp_main__")
    }
  }

  /// Letters, digits and underscores of any script, as Python has it; "<locals>" too.
  private static func isIdentifier(_ part: Substring) -> Bool {
    if part == "<locals>" || part == "<lambda>" { return part == "<locals>" }
    guard let first = part.unicodeScalars.first, first == "_" || first.properties.isXIDStart else {
      return false
    }
    return part.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isXIDContinue }
  }
}
