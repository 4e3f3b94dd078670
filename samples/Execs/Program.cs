// SPDX-License-Identifier: Apache-2.0
using System.Text;
using SharpBpf;

using var bpf = ExecsBpf.Open();
bpf.Knobs.TargetPid = args.Length > 0 ? uint.Parse(args[0]) : 0;
bpf.Load();
using var links = bpf.Attach();
Console.WriteLine("PID     COMM");
while (true)
    foreach (ref readonly ExecEvent e in bpf.Execs.Poll(TimeSpan.FromSeconds(1)))
        Console.WriteLine($"{e.Pid,-7} {Encoding.UTF8.GetString(e.CommText)}");

[BpfObject("execs.bpf.c")]
internal sealed partial class ExecsBpf;      // Open, Knobs, Execs, ExecEvent …: generated from the object's BTF
