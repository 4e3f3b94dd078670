// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Reflection;

namespace Scripts.Tests;

/// <summary>Runs the repository's scripts, or pieces of them, and keeps what they say.</summary>
internal static class Shell
{
    public static string Root { get; } = typeof(Shell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepositoryRoot").Value!;

    public sealed record Result(int Status, string Out, string Error)
    {
        public string[] Lines => Out.TrimEnd('\n').Split('\n');
    }

    /// <param name="path">Directories searched for commands; the whole PATH, not an addition to it.</param>
    public static Result Run(string directory, string? path, string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (path != null) start.Environment["PATH"] = path;

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Result(process.ExitCode, output, error.Result);
    }
}

/// <summary>A directory of a test's own, gone when the test is.</summary>
internal sealed class Scratch : IDisposable
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("sharpbpf-scripts-").FullName;

    public string Write(string name, string text)
    {
        string path = Path.Combine(Directory, name);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public string WriteProgram(string name, string text)
    {
        string path = Write(name, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
