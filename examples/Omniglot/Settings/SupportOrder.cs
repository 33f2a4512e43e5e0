namespace AutogradMaml.Examples.Omniglot;

/// <summary>In which order the support images of a training task come, and so what an inner batch holds.</summary>
internal enum SupportOrder
{
    /// <summary>In rounds: any run of as many images as there are classes, from a multiple of them on, holds each class once.</summary>
    Rounds,

    /// <summary>Shuffled over all classes.</summary>
    Shuffled,
}
