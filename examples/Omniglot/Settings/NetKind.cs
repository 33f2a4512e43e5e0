namespace AutogradMaml.Examples.Omniglot;

/// <summary>The nets. On the command line and in files the names are written small.</summary>
internal enum NetKind
{
    /// <summary>Four strided convolution blocks.</summary>
    Conv,

    /// <summary>Four convolution blocks with pooling, of one number a channel at the end: the net of matching and prototypical
    /// networks.</summary>
    Pooled,

    /// <summary>The pooled net with residual branches, which starts as that net.</summary>
    Residual,

    /// <summary>784-256-128-64-64, without convolution.</summary>
    Mlp,
}
