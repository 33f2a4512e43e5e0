namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>A way to draw initial values: the moments and bounds of its formula, and what it refuses.</summary>
internal sealed record InitializerRow
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>The method of <see cref="Initializers"/> that it is made by.</summary>
    public required string Of { get; init; }

    /// <summary>The initializer.</summary>
    public required Initializer<double> Initializer { get; init; }

    /// <summary>The same in single precision.</summary>
    public required Initializer<float> InFloat { get; init; }

    /// <summary>The standard deviation of the values of a weight [out, in].</summary>
    public required Func<int, int, double> Deviation { get; init; }

    /// <summary>The fourth moment over the squared variance; 0 where it is not that of independent values.</summary>
    public required double Kurtosis { get; init; }

    /// <summary>How many standard deviations the greatest value may have.</summary>
    public double Bound { get; init; } = double.PositiveInfinity;

    /// <summary>Whether it is told by the shape how many inputs a value has, and so refuses a bias.</summary>
    public bool NeedsFans { get; init; }

    /// <summary>Makes it with numbers that are refused.</summary>
    public Action[] Bad { get; init; } = [];
}
