// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Tests.Support;

namespace Sofdsnoop.Tests;

/// <summary>Records that a C program makes with bpf-templates/sofdsnoop.h, so that the C compiler says where things are.</summary>
public sealed class CRecordTests
{
    [Fact]
    public void Records_made_in_C_are_read_as_they_were_made()
    {
        var directory = Directory.CreateTempSubdirectory("sofdsnoop-c-").FullName;
        try
        {
            var program = Path.Combine(directory, "records");
            Run("clang", "-Wall", "-Werror", "-I", Templates, "-I", Path.Combine(Templates, "include"), Source, "-o", program);
            var record = Run(program);
            var lines = Printing.Lines(Printing.As(OutputFormat.Json), record);
            Assert.Equal(2, lines.Length);
            Check(lines[0], 2, 11, "file", "/usr/lib (deleted)");
            Check(lines[1], 3, -3, "namespace", "mnt:[4026531840]");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string Source => Path.Combine(AppContext.BaseDirectory, "records.c");

    private static string Templates
    {
        get
        {
            var at = new DirectoryInfo(AppContext.BaseDirectory);
            while (!Directory.Exists(Path.Combine(at.FullName, "bpf-templates")))
                at = at.Parent ?? throw new InvalidOperationException("not inside the repository");
            return Path.Combine(at.FullName, "bpf-templates");
        }
    }

    private static void Check(string line, int index, int fd, string kind, string name)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        Assert.Equal(123456789012345ul, root.GetProperty("ts").GetUInt64());
        Assert.Equal("recv", root.GetProperty("action").GetString());
        Assert.Equal("io_uring", root.GetProperty("via").GetString());
        Assert.Equal(4194303u, root.GetProperty("pid").GetUInt32());
        Assert.Equal(4194304u, root.GetProperty("tid").GetUInt32());
        Assert.Equal(65534u, root.GetProperty("uid").GetUInt32());
        Assert.Equal("fifteen letters", root.GetProperty("comm").GetString());
        Assert.Equal(1023, root.GetProperty("socket_fd").GetInt32());
        Assert.Equal("socket:[18446744073709551615]", root.GetProperty("socket").GetString());
        Assert.Equal("@name", root.GetProperty("socket_path").GetString());
        Assert.Equal(77ul, root.GetProperty("peer_socket").GetUInt64());
        Assert.Equal(8193ul, root.GetProperty("message").GetUInt64());
        Assert.Equal(253, root.GetProperty("count").GetInt32());
        Assert.Equal(["peek", "compat32"], root.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()));
        Assert.Equal("-EMFILE", root.GetProperty("result").GetString());
        Assert.Equal(index, root.GetProperty("index").GetInt32());
        Assert.Equal(fd, root.GetProperty("fd").GetInt32());
        Assert.Equal(kind, root.GetProperty("kind").GetString());
        Assert.Equal(name, root.GetProperty("name").GetString());
    }

    private static byte[] Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.ToArray();
    }
}
