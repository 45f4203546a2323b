extension Scheduler {
  /// The templates that are part of the program, by name.
  public static let templates: [String: String] = [
    "slurm": slurm, "pbs": pbs, "sge": sge, "lsf": lsf, "shell": shell,
  ]

  private static let slurm = """
    # Slurm. {options} are further lines '#SBATCH ...'.
    submit = "sbatch --parsable {after} {script}"
    after = "--dependency=afterok:{job} --kill-on-invalid-dep=yes"
    job = "^([0-9]+)"
    # Of a job that ended long ago squeue knows nothing; any other complaint is no such answer.
    query = "squeue --noheader --format=%i --jobs={job} 2>&1 | grep -v 'Invalid job id'"
    cancel = "scancel {job}"
    task = "${SLURM_ARRAY_TASK_ID:-${1:-1}}"
    threads = "${SLURM_CPUS_PER_TASK:-{threads}}"
    array = '''
    #!/usr/bin/env bash
    #SBATCH --job-name={name}
    #SBATCH --array=1-{tasks}
    #SBATCH --cpus-per-task={threads}
    #SBATCH --mem={memory}M
    #SBATCH --time={minutes}
    #SBATCH --requeue
    #SBATCH --open-mode=append
    #SBATCH --output={log}
    {options}
    '''
    single = '''
    #!/usr/bin/env bash
    #SBATCH --job-name={name}
    #SBATCH --cpus-per-task=1
    #SBATCH --mem={memory}M
    #SBATCH --time={minutes}
    #SBATCH --requeue
    #SBATCH --open-mode=append
    #SBATCH --output={log}
    {options}
    '''
    """

  private static let pbs = """
    # PBS Professional and OpenPBS. {options} are further lines '#PBS ...'. An array of one task is
    # none there, so that the variable may be absent.
    submit = "qsub {after} {script}"
    after = "-W depend=afterok:{job}"
    job = '^([0-9]\\S*)'
    query = "qstat {job} 2>/dev/null | grep -v ' [FX] '"
    cancel = "qdel {job}"
    task = "${PBS_ARRAY_INDEX:-${1:-1}}"
    threads = "${NCPUS:-{threads}}"
    array = '''
    #!/usr/bin/env bash
    #PBS -N {name}
    #PBS -J 1-{tasks}
    #PBS -l select=1:ncpus={threads}:mem={memory}mb
    #PBS -l walltime={hours}
    #PBS -r y
    #PBS -j oe
    #PBS -o {log}
    {options}
    '''
    single = '''
    #!/usr/bin/env bash
    #PBS -N {name}
    #PBS -l select=1:ncpus=1:mem={memory}mb
    #PBS -l walltime={hours}
    #PBS -r y
    #PBS -j oe
    #PBS -o {log}
    {options}
    '''
    """

  private static let sge = """
    # Grid Engine. {options} are further lines '#$ ...'; a parallel environment named smp is assumed.
    # A job that waits for another there starts though that failed: the merge then names what is
    # missing.
    submit = "qsub -terse {after} {script}"
    after = "-hold_jid {job}"
    job = "^([0-9]+)"
    query = "qstat | awk '$1 == {job}'"
    cancel = "qdel {job}"
    task = "${SGE_TASK_ID:-${1:-1}}"
    threads = "${NSLOTS:-{threads}}"
    array = '''
    #!/usr/bin/env bash
    #$ -N {name}
    #$ -t 1-{tasks}
    #$ -pe smp {threads}
    #$ -l h_vmem={memory}M,h_rt={hours}
    #$ -r y
    #$ -j y
    #$ -o {log}
    #$ -S /bin/bash
    {options}
    '''
    single = '''
    #!/usr/bin/env bash
    #$ -N {name}
    #$ -l h_vmem={memory}M,h_rt={hours}
    #$ -r y
    #$ -j y
    #$ -o {log}
    #$ -S /bin/bash
    {options}
    '''
    """

  private static let lsf = """
    # LSF. {options} are further lines '#BSUB ...'.
    submit = "bsub {after} < {script}"
    after = "-w 'done({job})'"
    job = "Job <([0-9]+)>"
    query = "bjobs -noheader {job} 2>/dev/null | grep -E 'PEND|RUN|SUSP'"
    cancel = "bkill {job}"
    task = "${LSB_JOBINDEX:-${1:-1}}"
    threads = "${LSB_DJOB_NUMPROC:-{threads}}"
    array = '''
    #!/usr/bin/env bash
    #BSUB -J {name}[1-{tasks}]
    #BSUB -n {threads}
    #BSUB -R "span[hosts=1]"
    #BSUB -M {memory}MB
    #BSUB -W {minutes}
    #BSUB -r
    #BSUB -o {log}
    {options}
    '''
    single = '''
    #!/usr/bin/env bash
    #BSUB -J {name}
    #BSUB -n 1
    #BSUB -M {memory}MB
    #BSUB -W {minutes}
    #BSUB -r
    #BSUB -o {log}
    {options}
    '''
    """

  private static let shell = """
    # No scheduler: one task after the other here. For several at once, or on machines reached by
    # ssh that see the same folder, change 'run', such as
    #   run = "seq {tasks} | parallel --jobs 1 --sshlogin node1,node2 bash {script}"
    #   run = "seq {tasks} | xargs -P 4 -I @ bash {script} @"
    run = "seq {tasks} | xargs -I @ bash {script} @"
    submit = "setsid nohup bash {script} > /dev/null 2>&1 & echo $!"
    query = "ps --no-headers -o pid -g {job}"
    cancel = "kill -- -{job}"
    task = "${1:-1}"
    array = "#!/usr/bin/env bash\\n"
    single = "#!/usr/bin/env bash\\n"
    """
}
