namespace AutogradMaml.Examples.Sinusoid;

/// <summary>The rows of the table.</summary>
internal enum Method
{
    /// <summary>Exact MAML.</summary>
    Maml,

    /// <summary>First-order MAML.</summary>
    Fomaml,

    /// <summary>Reptile.</summary>
    Reptile,

    /// <summary>One net trained on all tasks together, then adapted like the others.</summary>
    Pretrained,

    /// <summary>The initial parameters, adapted like the others.</summary>
    Random,

    /// <summary>A net that is told amplitude and phase, and does not adapt: about the least loss that a net of this size can have.</summary>
    Oracle,
}
