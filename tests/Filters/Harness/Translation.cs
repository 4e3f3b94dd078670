// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using SharpBpf.Build.Filters;
using SharpBpf.Generator.Filters;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Filters.Tests.Harness;

/// <summary>Translates C# against a template that is compiled once, without clang for each case.</summary>
internal static class Translation
{
    private const string Hooks =
        """
        BPF_FILTER(check, struct input *input, __u32 number)
        BPF_FILTER(check_enum, enum shade shade, char letter)
        BPF_FILTER(check_double, double x)
        BPF_FILTER(check_pointer, int *x)
        BPF_FILTER(check_nothing, void)
        SEC("socket") int run(void *ctx)
        {
        	struct input input = {};
        	return check(&input, 1) && check_enum(SHADE_DARK, 'x') && check_nothing();
        }
        """;

    private static readonly Lazy<string> Manifest = new(CompileTemplate);

    public static string Template => $"#include \"{Path.Combine(AppContext.BaseDirectory, "Bpf", "property.h")}\"\n{Hooks}\n";

    /// <summary>Translates the files; the first is Filters.cs, the next Other.cs.</summary>
    public static FilterTranslation Of(bool isChecked, params string[] sources)
    {
        (Compilation compilation, BpfManifest manifest) = Compile(isChecked, sources);
        return FilterTranslator.Translate(compilation, manifest, FilterMethods.In(compilation, default), static f => f, default);
    }

    public static (Compilation Compilation, BpfManifest Manifest) Compile(bool isChecked, params string[] sources)
    {
        string folder = Directory.CreateTempSubdirectory("sharpbpf-filters-").FullName;
        try
        {
            string[] files = [.. sources.Select((_, i) => Path.Combine(folder, i == 0 ? "Filters.cs" : "Other.cs"))];
            for (int i = 0; i < files.Length; i++)
                File.WriteAllText(files[i], sources[i]);

            FilterInputs inputs = new() { Sources = files, References = Workshop.References, IsChecked = isChecked, Language = Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp14 };
            return (FilterProject.Compile(inputs, Manifest.Value), ManifestReader.Read(Manifest.Value));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string CompileTemplate()
    {
        using Workshop workshop = new();
        Assert.True(workshop.Compile(Template) is not null, workshop.Log);
        Assert.DoesNotContain("warning", workshop.Log, StringComparison.Ordinal);
        return workshop.ManifestText;
    }
}
