namespace AutogradMaml.Examples.Omniglot;

/// <summary>The nets. On the command line and in files the names are written small.</summary>
internal enum NetKind
{
    /// <summary>Four strided convolution blocks.</summary>
    Conv,

    /// <summary>784-256-128-64-64, without convolution.</summary>
    Mlp,
}
