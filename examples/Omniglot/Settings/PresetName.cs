namespace AutogradMaml.Examples.Omniglot;

/// <summary>The presets. On the command line and in files the names are written small.</summary>
internal enum PresetName
{
    /// <summary>A look at everything in less than a minute.</summary>
    Quick,

    /// <summary>A training of some minutes.</summary>
    Default,

    /// <summary>The settings of the papers.</summary>
    Paper,
}
