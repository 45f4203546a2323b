import Faults

/// What the laboratory's lane holds: the workbench once it is loaded, and the scene at hand.
final class LaneBench {
  private(set) var loaded: Workbench?
  private var loadingFault: Fault?
  let scenes = SceneTraces()
  let neighbours = Neighbours()

  /// The workbench.
  ///
  /// - Throws: `Fault` if the generator could not be loaded.
  func workbench() throws(Fault) -> Workbench {
    if let loaded { return loaded }
    throw loadingFault
      ?? Fault(.missing, "do the job", found: "the generator is not loaded yet")
  }

  func load(_ make: () throws(Fault) -> Workbench) throws(Fault) {
    do throws(Fault) {
      loaded = try make()
    } catch {
      loadingFault = error
      throw error
    }
  }
}
