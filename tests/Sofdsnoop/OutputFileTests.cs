// SPDX-License-Identifier: Apache-2.0
using System.IO.Pipes;
using System.Text;
using Sofdsnoop.Output;

namespace Sofdsnoop.Tests;

public sealed class OutputFileTests
{
    [Fact]
    public void Bytes_arrive()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        Open(pipe).Write("line\n"u8);
        var read = new byte[10];
        Assert.Equal("line\n", Encoding.ASCII.GetString(read, 0, pipe.Read(read)));
    }

    [Fact]
    public void More_than_a_pipe_holds_waits_for_the_reader()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        var file = Open(pipe);
        var bytes = new byte[1 << 20];
        Random.Shared.NextBytes(bytes);
        var writing = new Thread(() => file.Write(bytes));
        writing.Start();
        var read = new byte[bytes.Length];
        pipe.ReadExactly(read);
        writing.Join();
        Assert.Equal(bytes, read);
    }

    [Fact]
    public void A_reader_that_has_gone_closes_it_quietly()
    {
        var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        var file = Open(pipe);
        Assert.False(file.CheckClosed());
        pipe.Dispose();
        Assert.True(file.CheckClosed());
        file.Write("line\n"u8);
        Assert.True(file.IsClosed);
    }

    [Fact]
    public void Writing_to_a_reader_that_has_gone_is_noticed()
    {
        var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        var file = Open(pipe);
        pipe.Dispose();
        file.Write("line\n"u8);
        Assert.True(file.IsClosed);
    }

    [Fact]
    public void A_full_disk_is_an_error()
    {
        using var full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        var error = Assert.Throws<IOException>(() => new OutputFile((int)full.DangerousGetHandle()).Write("line\n"u8));
        Assert.Equal("cannot write the output: No space left on device", error.Message);
    }

    // The pipe's writing end stays open as long as the pipe: its handle is the client's.
    private static OutputFile Open(AnonymousPipeServerStream pipe) => new((int)pipe.ClientSafePipeHandle.DangerousGetHandle());
}
