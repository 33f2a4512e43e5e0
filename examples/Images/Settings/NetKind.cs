namespace AutogradMaml.Examples.Images;

/// <summary>The nets, for images of 84 x 84 in colour. On the command line and in files the names are written small.</summary>
internal enum NetKind
{
    /// <summary>Four convolution blocks of 32 channels: the net of MAML.</summary>
    Conv32,

    /// <summary>The same of 64 channels: the net of prototypical networks.</summary>
    Conv64,

    /// <summary>The residual net of 12 layers.</summary>
    ResNet12,
}
