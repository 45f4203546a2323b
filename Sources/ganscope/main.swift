import CParallel
import Commands

CParallel_wait_briefly(CommandLine.unsafeArgv)
runCommandLine()
