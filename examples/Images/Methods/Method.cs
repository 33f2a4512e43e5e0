using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Images;

/// <summary>A way to train a net: its name, and how its learner is built. Each is a line of <see cref="Methods"/>.</summary>
/// <param name="Name">The name, on the command line and in files.</param>
/// <param name="Family">Whose settings it takes.</param>
/// <param name="Learner">Builds the learner that is trained.</param>
internal sealed record Method(string Name, MethodFamily Family, Func<MethodBasis, Learner<float>> Learner)
{
    /// <summary>Builds what happens to a task in validation and test; null for what happens in training.</summary>
    public Func<MethodBasis, Adaptation<float>>? Test { get; init; }

    /// <summary>The number of classes of a training task by that of shots, where what it learns serves any number; null for that of the
    /// test.</summary>
    public Func<int, int>? TrainingWays { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
