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

    /// <summary>MAML with a learned step size for each element.</summary>
    MetaSgd,

    /// <summary>A net whose one context number adapts.</summary>
    Cavia1,

    /// <summary>A net whose two context numbers adapt.</summary>
    Cavia2,

    /// <summary>A net whose five context numbers adapt.</summary>
    Cavia5,

    /// <summary>A last layer by ridge regression on the support points, in closed form, on learned features.</summary>
    R2D2,

    /// <summary>The initial parameters, adapted like the others.</summary>
    Random,

    /// <summary>A net that is told amplitude and phase, and does not adapt: about the least loss that a net of this size can
    /// have.</summary>
    Oracle,
}
