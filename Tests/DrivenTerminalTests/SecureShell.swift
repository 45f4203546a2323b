import Foundation
import Glibc
import Testing

/// An SSH server of this user on the loopback, with keys and a port of its own.
final class SecureShell {
  static let isAvailable = ["/usr/sbin/sshd", "/usr/bin/ssh", "/usr/bin/ssh-keygen"].allSatisfy {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private let folder: URL
  private let port: Int
  private let server: pid_t

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganscope-ssh-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(
      at: folder,
      withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700]
    )
    for key in ["host", "user"] {
      let words = ["-q", "-t", "ed25519", "-N", "", "-f", folder.path + "/" + key]
      try #require(try Command.run(["/usr/bin/ssh-keygen"] + words).status == 0)
    }
    // A server of the administrator wants this folder; others do not.
    if getuid() == 0 { mkdir("/run/sshd", 0o755) }
    (port, server) = try Self.start(in: folder.path)
  }

  deinit {
    kill(server, SIGTERM)
    try? FileManager.default.removeItem(at: folder)
  }

  /// Starts the server on the first port that is free.
  private static func start(in folder: String) throws -> (port: Int, process: pid_t) {
    let pidFile = folder + "/pid"
    for _ in 0..<20 {
      let port = Int.random(in: 20_000..<60_000)
      let settings = """
        Port \(port)
        ListenAddress 127.0.0.1
        HostKey \(folder)/host
        AuthorizedKeysFile \(folder)/user.pub
        PidFile \(pidFile)
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        StrictModes no
        UsePAM no
        AcceptEnv LANG LC_*
        """
      try settings.write(toFile: folder + "/config", atomically: true, encoding: .utf8)
      guard try Command.run(["/usr/sbin/sshd", "-f", folder + "/config"]).status == 0 else {
        continue
      }
      for _ in 0..<400 {
        let text = try? String(contentsOfFile: pidFile, encoding: .utf8)
        let number = text.flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        if let number { return (port, number) }
        usleep(25_000)
      }
    }
    throw SecureShellError.noServer
  }

  /// The words that run a command over the line on a terminal of its own, for a shell.
  func command(_ remote: String) -> String {
    let user = String(cString: getpwuid(getuid()).pointee.pw_name)
    return "ssh -tt -F /dev/null -i \(folder.path)/user -p \(port) -o IdentitiesOnly=yes "
      + "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "
      + "-o SendEnv=LANG \(user)@127.0.0.1 '\(remote)'"
  }

  /// Cuts every line, as a network that fails does.
  func cut() throws {
    let children = try String(
      contentsOfFile: "/proc/\(server)/task/\(server)/children",
      encoding: .utf8
    ).split(separator: " ").compactMap { pid_t($0) }
    try #require(!children.isEmpty, "no line to cut")
    for child in children { kill(child, SIGKILL) }
  }
}

private enum SecureShellError: Error {
  case noServer
}
