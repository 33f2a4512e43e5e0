using AutogradMaml.Autograd;

namespace AutogradMaml.Catalogue;

/// <summary>What a check found for one operation.</summary>
internal sealed record CheckResult
{
    public required string Operation { get; init; }

    /// <summary>The name of the check.</summary>
    public required string Check { get; init; }

    /// <summary>The order of the derivatives that were looked at; 0 for values.</summary>
    public required int Order { get; init; }

    /// <summary>double or float.</summary>
    public required string Type { get; init; }

    /// <summary>The largest relative error of all samples.</summary>
    public required double Error { get; init; }

    public required double Tolerance { get; init; }

    public required bool Passed { get; init; }

    /// <summary>The shapes at which the error was the largest.</summary>
    public required IReadOnlyList<Shape> Shapes { get; init; }

    /// <summary>The exception that ended the check, as one line; null when it came to its end.</summary>
    public string? Thrown { get; init; }

    public override string ToString() => Thrown is null
        ? $"{Operation} of {string.Join(" and ", Shapes)}: {Check}, order {Order}, in {Type}: relative error " +
            $"{Error:E2}, allowed {Tolerance:E1}."
        : $"{Operation}: {Check}, order {Order}, in {Type}: threw {Thrown}";
}
