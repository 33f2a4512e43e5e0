namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>A loss: its definition on plain numbers, where it is hard, what it refuses.</summary>
internal sealed record LossRow
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>The method or type that it is made by.</summary>
    public required string Of { get; init; }

    /// <summary>The loss.</summary>
    public required LossFunction<double> Loss { get; init; }

    /// <summary>The same in single precision.</summary>
    public required LossFunction<float> InFloat { get; init; }

    /// <summary>The same with another reduction, where it has others.</summary>
    public Func<LossReduction, LossFunction<double>>? Reduced { get; init; }

    /// <summary>Of one example, from its outputs and its targets: the sum of its losses, and what it counts in the mean's
    /// divisor.</summary>
    public required Func<double[], double[], (double Total, double Share)> Definition { get; init; }

    /// <summary>What the targets are.</summary>
    public required LossTargets Targets { get; init; }

    /// <summary>Single examples at which a formula that is right elsewhere fails.</summary>
    public required LossPoint[] HardPoints { get; init; }

    /// <summary>Shapes of prediction and target that are refused, each with a part of the message.</summary>
    public required (int[] Prediction, int[] Target, string Message)[] Bad { get; init; }

    /// <summary>The name of PyTorch's numbers in <see cref="PyTorchNumbers"/>.</summary>
    public required string PyTorch { get; init; }
}
