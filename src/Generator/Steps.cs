// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator;

/// <summary>The names by which tests find the steps of the pipeline.</summary>
internal static class Steps
{
    public const string ManifestFiles = nameof(ManifestFiles);
    public const string Manifests = nameof(Manifests);
    public const string Objects = nameof(Objects);
    public const string Structs = nameof(Structs);
    public const string Members = nameof(Members);
    public const string ObjectShapes = nameof(ObjectShapes);
    public const string StructShapes = nameof(StructShapes);
    public const string MemberShapes = nameof(MemberShapes);
    public const string Input = nameof(Input);
    public const string Draft = nameof(Draft);
    public const string GeneratedNames = nameof(GeneratedNames);
    public const string TakenTypes = nameof(TakenTypes);
    public const string TakenShapes = nameof(TakenShapes);
    public const string Plan = nameof(Plan);
    public const string ObjectModels = nameof(ObjectModels);
    public const string StructModels = nameof(StructModels);
    public const string EnumModels = nameof(EnumModels);
    public const string Problems = nameof(Problems);
}
