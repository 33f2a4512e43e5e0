namespace AutogradMaml.Maml;

/// <summary>The arrays of a support set: what decorators do to its examples they do to all of them.</summary>
internal static class SupportArrays
{
    /// <summary>Before the names of all of them.</summary>
    public const string Prefix = "support.";

    /// <summary>Whether an array is of the support set.</summary>
    /// <param name="name">Its name.</param>
    public static bool Has(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The number of support examples: the rows of one array, which all others of the support set have as well. 0 if it is not
    /// there, or another has another number.</summary>
    /// <param name="layout">The arrays of a task.</param>
    /// <param name="name">The array that has a row for each example.</param>
    public static int Examples(TaskLayout layout, string name)
    {
        int examples = layout.Contains(name) && layout.Shapes[layout.PlaceOf(name)] is { Rank: > 0 } shape ? shape[0] : 0;
        for (int k = 0; k < layout.Count && examples > 0; k++)
        {
            bool fits = !Has(layout.Names[k]) || (layout.Shapes[k].Rank > 0 && layout.Shapes[k][0] == examples);
            examples = fits ? examples : 0;
        }

        return examples;
    }
}
