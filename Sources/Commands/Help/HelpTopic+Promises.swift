extension HelpTopic {
  static let promises = HelpTopic(
    name: "promises",
    summary: "what holds after a kill, a full disk, a power cut",
    text: """
      PROMISES

      FILES THAT ARE READ
      Nothing in a file is executed. What is refused is refused in words, with an exit
      code; every number is bounded where it is read, every length held against the file.
      Nothing from a file, a name or the environment reaches the terminal unescaped.
      Pipes, devices and folders in the place of a file are refused, never waited for.

      RESULTS
      A result that was saved survives kill -9 and a power cut; the same command goes on
      from it and gives the same bytes, on any number of threads. A kill costs at most a
      batch of scenes or about two seconds; Ctrl-C and SIGTERM cost nothing, or those two
      seconds where large samples of levels were just saved. Principal components and
      merging keep nothing on their way; pictures and pages are made anew.
      Several programs may write to one store: they take turns, and none takes back what
      another did. Where the disk is full, or the store is removed or may not be written,
      results wait in memory; a last try is made at the end, and what is lost is said,
      with exit code 74. Damaged numbers are told and measured again, never shown. A
      store of a newer version is left as it is.

      FILES THAT ARE WRITTEN
      They appear whole under their name or not at all; an old one stays until then. The
      store and sessions are their owner's alone to read. A kill may leave a draft,
      NAME.PROCESS.part, that nobody reads. A session that cannot be read is kept beside
      the next one as NAME.unread.json.

      THE TERMINAL
      It is as it was found after q, Ctrl-C, Ctrl-Z, SIGTERM, SIGHUP, SIGINT and after a
      crash. The first signal asks for an orderly end; a second, more than 0.3 s later,
      ends at once. A cut line ends the explorer; what was running goes on from the store
      next time, or goes on at once as a command under nohup. Floods of keys, pastes and
      answers that nobody asked for are taken in pieces, between which it draws and hears
      signals.

      WHAT IS NOT PROMISED
      The screen and the networks are one process: where memory runs out it ends. A
      store on a network file system is as safe as that system's locks and syncs.
      Programs that are given the same --output at the same moment overwrite each other,
      file by file.

      How each is tried, with the figures found last: Tests/Reliability/README.md.
      """
  )
}
