// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using SharpBpf.Build.Manifests;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build;

/// <summary><c>sharpbpf inspect OBJ</c>: the manifest on standard output, trouble on standard error.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        Argument<string> file = new("object") { Description = "The BPF object." };
        Command command = new("inspect", "Print the manifest of an object, also of one that was made elsewhere.") { file };
        command.SetAction(parsed => Inspect(parsed.GetRequiredValue(file), Console.Out, Console.Error));
        return command;
    }

    public static int Inspect(string file, TextWriter output, TextWriter errors)
    {
        try
        {
            BuiltManifest built = ManifestBuilder.Build(File.ReadAllBytes(file), file, SourceName(file));
            string text = ManifestWriter.Write(built.Manifest);
            foreach (string note in built.Notes)
                errors.WriteLine($"{file}: note: {note}");

            output.Write(text);
            return 0;
        }
        catch (BadObjectException failure)
        {
            errors.WriteLine($"sharpbpf: {failure.Message}");
        }
        catch (ManifestException failure)
        {
            errors.WriteLine($"sharpbpf: {file}: {failure.Message}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"sharpbpf: {failure.Message}");
        }

        return 1;
    }

    // The object does not say what it was made from; by the convention NAME.bpf.o comes from NAME.bpf.c.
    private static string SourceName(string file) =>
        file.EndsWith(".o", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(file) + ".c" : Path.GetFileName(file);
}
