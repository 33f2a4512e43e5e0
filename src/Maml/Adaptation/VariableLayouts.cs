using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Compares the names and shapes of sets of variables.</summary>
internal static class VariableLayouts
{
    /// <summary>How what a step gave differs from what it was given, in words; null where names, order and shapes are the same.</summary>
    public static string? FindChangedLayout<T>(this Variables<T> before, Variables<T> after)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool same = before.Count == after.Count;
        for (int k = 0; k < before.Count && same; k++)
        {
            same = before[k].Key == after[k].Key && before[k].Value.Shape == after[k].Value.Shape;
        }

        return same ? null : $"before [{Layout(before)}], after [{Layout(after)}]";
    }

    private static string Layout<T>(Variables<T> variables)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => string.Join(", ", variables.Select(static entry => $"{entry.Key} {entry.Value.Shape}"));
}
