namespace AutogradMaml.Examples.Images;

/// <summary>The presets. On the command line and in files the names are written small.</summary>
internal enum PresetName
{
    /// <summary>A look at everything in seconds, with a narrow net.</summary>
    Quick,

    /// <summary>The settings of the papers.</summary>
    Paper,
}
