namespace AutogradMaml.Examples.Omniglot;

/// <summary>How the net is trained. On the command line and in files the names are written small.</summary>
internal enum Method
{
    /// <summary>Exact MAML.</summary>
    Maml,

    /// <summary>First-order MAML.</summary>
    Fomaml,

    /// <summary>Reptile.</summary>
    Reptile,

    /// <summary>An ordinary classifier of all training classes; in the test a new last layer is fitted to its features.</summary>
    Pretrained,
}
