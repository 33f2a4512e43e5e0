namespace AutogradMaml.Maml;

/// <summary>In which order the support examples of an episode come, and so what an inner batch holds.</summary>
public enum SupportOrder
{
    /// <summary>In rounds: any run of as many examples as there are classes, from a multiple of them on, holds each class once.</summary>
    Rounds,

    /// <summary>Shuffled over all classes: an inner batch may hold one class twice and another not at all, as in the code published with Nichol, Achiam
    /// and Schulman, On first-order meta-learning algorithms, 2018.</summary>
    Shuffled,
}
