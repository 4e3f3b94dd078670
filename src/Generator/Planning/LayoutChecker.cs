// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Diagnostics;
using SharpBpf.Generator.Emit;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Generator.Planning;

/// <summary>
/// Holds a struct that the user has spelled out against C's: every field's offset, size, sign and length. Each problem is found at
/// the C# member and names the C file, struct and field.
/// </summary>
internal sealed class LayoutChecker(DefinitionTable table, NamePlanner names, List<Problem> problems)
{
    private readonly ShapeChecker _shapes = new(table, names);
    private readonly FieldFixes _fixes = new(table, names);

    /// <summary>Checks <paramref name="plan"/>, which has a claim.</summary>
    public void Check(TypePlan plan)
    {
        StructDeclaration claim = plan.Claim!;
        CheckUnmatched(plan, claim);
        CheckAttribute(plan, claim);
        if (claim.IsSequential)
            CheckSequential(plan, claim);
        else
            CheckFields(plan);
    }

    private void CheckUnmatched(TypePlan plan, StructDeclaration claim)
    {
        MemberMatch match = new(claim, plan.Fields.Select(f => f.CName));

        // A partial property without [BpfField] may be one that the user implements.
        foreach (DeclaredMember member in match.Unmatched.Where(m => m.Property is null || m.CName is not null))
        {
            string wanted = member.CName ?? member.Name;
            IEnumerable<string> candidates = member.CName is null ? plan.Fields.Select(f => f.Name) : plan.Fields.Select(f => f.CName);
            string? near = Nearest.Find(wanted, candidates.Where(c => c != wanted));
            Report(Descriptors.UnknownField, Nearest.Fix(wanted, near), member, member.Name, Where(plan), Nearest.Suggest(near));
        }
    }

    private void CheckAttribute(TypePlan plan, StructDeclaration claim)
    {
        if (claim.Layout is not { } layout)
            return;

        string? fault = !layout.IsExplicit && !layout.IsSequential ? "LayoutKind.Auto leaves the layout to the runtime"
            : layout.IsSequential && !claim.IsSequential ? "LayoutKind.Sequential has no places for the fields that are generated; leave [StructLayout] out"
            : layout.Size != plan.Definition.Size ? $"Size has to be {Doc.Number(plan.Definition.Size)}"
            : null;
        if (fault is null)
            return;

        problems.Add(Problem.Of(Descriptors.WrongLayout, claim.Type.FullName, claim.Type.Name, Where(plan), fault) with
        {
            Properties = fault.StartsWith("Size", StringComparison.Ordinal) ? new([FixData.Size, Doc.Number(plan.Definition.Size)]) : default,
        });
    }

    private void CheckFields(TypePlan plan)
    {
        foreach (FlatField field in plan.Fields.Where(f => f.Declared is not null))
        {
            DeclaredMember member = field.Declared!;
            if (member.Offset is { } offset && field.BitWidth == 0 && offset * 8 != field.BitOffset)
                Report(Descriptors.WrongOffset, FieldFixes.Offset(field), member, member.Name, Doc.Number(offset), Where(plan, field), Doc.Number(field.BitOffset / 8));

            CheckType(plan, field);
        }
    }

    private void CheckSequential(TypePlan plan, StructDeclaration claim)
    {
        if (plan.Definition.Kind == DefinitionKind.Union || plan.Fields.Any(f => f.BitWidth != 0) || claim.Members.Any(m => m.Property is not null))
        {
            string why = plan.Definition.Kind == DefinitionKind.Union ? "the fields of a union overlap"
                : plan.Fields.Any(f => f.BitWidth != 0) ? "bit-fields have storage that the generator places"
                : "partial properties have storage that the generator places";
            problems.Add(Problem.Of(Descriptors.IncompleteLayout, claim.Type.FullName, claim.Type.Name, Where(plan), $"{why}: give each field its [FieldOffset]") with
            {
                Properties = FieldFixes.Offsets(plan),
            });
            return;
        }

        string[] missing = [.. plan.Fields.Where(f => f.Declared is null && table.SizeOf(f.Type) != 0).Select(f => f.CName)];
        if (missing.Length != 0)
        {
            string which = $"it lacks {string.Join(", ", missing)}; declare all fields, or give each its [FieldOffset]";
            problems.Add(Problem.Of(Descriptors.IncompleteLayout, claim.Type.FullName, claim.Type.Name, Where(plan), which) with { Properties = _fixes.Fields(plan) });
        }

        // The order that counts is the one in C#.
        int pack = claim.Layout is { Pack: > 0 } layout ? layout.Pack : claim.Layout is null && table.NeedsPacking(plan.Definition) ? 1 : int.MaxValue;
        long end = 0;
        foreach (DeclaredMember member in claim.Members)
        {
            if (plan.Fields.FirstOrDefault(f => f.Declared == member) is not { } field)
                return;

            int alignment = Math.Min(pack, table.AlignmentOf(field.Type));
            long offset = (end + alignment - 1) / alignment * alignment;
            if (offset * 8 != field.BitOffset)
            {
                // What follows would be wrong too, and for this reason alone.
                Report(Descriptors.WrongOffset, _fixes.Fields(plan), member, member.Name, Doc.Number(offset), Where(plan, field), Doc.Number(field.BitOffset / 8));
                return;
            }

            if (!CheckType(plan, field))
                return;

            end = offset + table.SizeOf(field.Type);
        }
    }

    private bool CheckType(TypePlan plan, FlatField field)
    {
        DeclaredMember member = field.Declared!;
        if (field.BitWidth != 0 && member.Property is null)
        {
            Report(Descriptors.BitFieldAsField, _fixes.Property(field), member, member.Name, Where(plan, field), Doc.Number(field.BitWidth));
            return false;
        }

        if (_shapes.Compare(field.Type, member.Shape, plan, field) is not { } fault)
            return true;

        Report(fault.Descriptor, _fixes.Type(field), member, [member.Name, member.Shape.Display, Where(plan, field), CSpelling.Of(field.Type, field.CName), fault.Detail]);
        return false;
    }

    private string Where(TypePlan plan) => $"{CSpelling.Of(plan.Definition.Kind, plan.Definition.Name)} in {table.Manifest.Source}";

    private string Where(TypePlan plan, FlatField field)
        => $"{table.Manifest.Source}, {CSpelling.Of(plan.Definition.Kind, plan.Definition.Name)}, field {field.CName}";

    private void Report(Microsoft.CodeAnalysis.DiagnosticDescriptor descriptor, EquatableArray<string> fix, DeclaredMember member, params string[] arguments)
        => problems.Add(Problem.Of(descriptor, member.Key, arguments) with { Properties = fix });
}
