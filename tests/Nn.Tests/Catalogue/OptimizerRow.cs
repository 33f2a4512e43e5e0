namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>An optimizer: its rule on plain numbers, and what it refuses.</summary>
internal sealed record OptimizerRow
{
    /// <summary>What it calls itself.</summary>
    public required string Name { get; init; }

    /// <summary>The optimizer.</summary>
    public required Optimizer<double> Optimizer { get; init; }

    /// <summary>The same in single precision.</summary>
    public required Optimizer<float> InFloat { get; init; }

    /// <summary>One step of one weight by the formula that PyTorch documents: from the weight, its gradient, the number of the step from 1
    /// and the two moments, which it changes, to the weight after it.</summary>
    public required Func<double, double, int, double[], double> Rule { get; init; }

    /// <summary>The optimizer and the step size with which PyTorch trained a net in Fixtures/make_reference.py.</summary>
    public required (Optimizer<double> Optimizer, double StepSize) PyTorch { get; init; }

    /// <summary>What it multiplies a weight with in a step where its gradient is 0.</summary>
    public double Decay { get; init; } = 1;

    /// <summary>Makes it with numbers that are refused.</summary>
    public required Action[] Bad { get; init; }
}
