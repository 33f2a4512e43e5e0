namespace AutogradMaml.Examples.Omniglot;

/// <summary>Which characters come together in a task. On the command line and in files the names are written small.</summary>
internal enum AlphabetKind
{
    /// <summary>Of any alphabets, each image by anyone.</summary>
    Mixed,

    /// <summary>Of one alphabet, the support images by one person and the query images by another, as in the one-shot classification
    /// trials.</summary>
    Within,
}
