// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.Kernel.Tests;

/// <summary>
/// Names that depend on mounts. The worker has a mount namespace of its own here; the names are compared with what readlink of
/// /proc/PID/fd/N gives to this process, which, like the tool, is outside.
/// </summary>
public class MountTests : BufferTests
{
    [Fact]
    public async Task Files_in_mounts_of_another_mount_namespace()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.DoAsync("unshare");
        await worker.DoAsync("mount", "tmpfs", "memory");
        await worker.DoAsync("make", "memory/inner");
        await worker.DoAsync("mount", "tmpfs", "memory/inner/deeper");
        await worker.DoAsync("mount", "bind:memory/inner", "bound");
        foreach (string folder in new[] { "memory", "memory/inner", "memory/inner/deeper", "bound" })
            await worker.CreateAsync("f" + folder.Replace('/', '-'), [.. folder.Split('/'), "a file"]);
        await ComparedAsync(worker, "fmemory", "fmemory-inner", "fmemory-inner-deeper", "fbound");
    }

    [Fact]
    public async Task Files_of_a_file_system_that_was_unmounted_meanwhile()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.DoAsync("unshare");
        await worker.DoAsync("mount", "tmpfs", "memory");
        await worker.CreateAsync("f", "memory", "inner", "a file");
        await worker.DoAsync("unmount", "memory");
        await ComparedAsync(worker, "f");
    }

    [Fact]
    public async Task Files_of_an_overlay()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.DoAsync("unshare");
        await worker.DoAsync("mount", "tmpfs", "memory");
        foreach (string folder in new[] { "lower", "upper", "work" })
            await worker.DoAsync("make", "memory/" + folder);
        await worker.CreateAsync("x", "memory", "lower", "from below");
        await worker.DoAsync("mount", "overlay", "over", "lowerdir=memory/lower,upperdir=memory/upper,workdir=memory/work");
        await worker.CreateAsync("new", "over", "new");
        await worker.CreateAsync("below", "over", "from below");
        await ComparedAsync(worker, "new", "below");
    }

    [Fact]
    public async Task Files_of_a_process_in_a_chroot()
    {
        await using Worker worker = Worker.Start();
        await worker.PairAsync("stream");
        await worker.OpenAsync("before", "file");
        Worker inside = await worker.ForkAsync("inside");
        await worker.DoAsync("make", "cell");
        TaskFact task = await inside.HelloAsync();
        await inside.DoAsync("chroot", worker.Directory + "/cell");
        await inside.CreateAsync("f", "deep", "inside");
        await using Tool tool = await AttachAsync("--format", "json", "-p", task.Pid.ToString());

        int[] fds = await NumbersAsync(inside, "before", "f");
        string[] names = [.. fds.Select(fd => Native.LinkBytes($"/proc/{task.Pid}/fd/{fd}"))];
        await inside.SendAsync("sendmsg a rights=before,f");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(worker.Directory + "/cell/deep/inside", names[1]);
        Assert.Equal(names, output.Lines.Select(line => line.Name));
    }

    private async Task ComparedAsync(Worker worker, params string[] slots)
    {
        await using Tool tool = await AttachJsonAsync(worker);
        int[] fds = await NumbersAsync(worker, slots);
        string[] names = [.. fds.Select(fd => Native.LinkBytes($"/proc/{worker.Pid}/fd/{fd}"))];
        await worker.SendAsync($"sendmsg a rights={string.Join(',', slots)}");
        ToolOutput output = await tool.StopAsync();

        Assert.Equal(fds, output.Lines.Select(line => line.Fd));
        Assert.Equal(names, output.Lines.Select(line => line.Name));
    }

    private static async Task<int[]> NumbersAsync(Worker worker, params string[] slots)
    {
        var fds = new List<int>();
        foreach (string slot in slots)
            fds.Add(FactReader.Fds(await worker.DoAsync("fact", slot)).Single().Fd);
        return [.. fds];
    }
}
