namespace AutogradMaml.Examples.Omniglot;

/// <summary>Which characters are trained on. On the command line and in files the names are written small.</summary>
internal enum SplitKind
{
    /// <summary>1,200 characters drawn from all alphabets, and the other 423 to test on, as in the papers.</summary>
    Random,

    /// <summary>The 30 background alphabets, and the 20 evaluation alphabets to test on.</summary>
    Official,
}
