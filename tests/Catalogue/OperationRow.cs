using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <summary>One row of the catalogue: an operation, where and with what to try it, and what it promises. All generic checks read it from
/// here.</summary>
internal sealed record OperationRow<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name by which tests report it.</summary>
    public required string Name { get; init; }

    /// <summary>What the table of operations says of it.</summary>
    public OperationFormula? Formula { get; init; }

    /// <summary>The operation, through the public API where it has a name there.</summary>
    public required Func<Variable<T>[], Variable<T>> Apply { get; init; }

    /// <summary>Its definition, written anew in double with plain index arithmetic.</summary>
    public required Func<ReferenceArray[], ReferenceArray> Reference { get; init; }

    /// <summary>Sets of shapes to try it with: among them sizes 0 and 1 and, where operands broadcast, a broadcast of each.</summary>
    public required Shape[][] Samples { get; init; }

    /// <summary>Where each input is drawn; the last one serves for all further inputs.</summary>
    public required Domain[] Domains { get; init; }

    /// <summary>For an element-wise operation its scalar function, and with it the check of every length.</summary>
    public Func<double[], double>? Scalar { get; init; }

    /// <summary>Why no derivative passes; null for an operation that is differentiable. The gradient must then be zero.</summary>
    public string? Constant { get; init; }

    /// <summary>Inputs in which the operation is constant, with the reason. Their gradient must be zero.</summary>
    public Dictionary<int, string> ConstantInputs { get; init; } = [];

    public SpecialValue[] Special { get; init; } = [];

    public BadInput<T>[] Bad { get; init; } = [];

    /// <summary>Why it has no bad inputs of its own.</summary>
    public string? NoBadInput { get; init; }

    /// <summary>Why there is no sample without elements.</summary>
    public string? NoEmptySample { get; init; }

    /// <summary>Why it can't be part of a program that is replayed; null where it can.</summary>
    public string? NotReplayable { get; init; }

    /// <summary>How far the value may be from the reference in double, relative to the largest element of the output.</summary>
    public double ValueTolerance { get; init; } = 4e-15;

    /// <summary>The same in float, with the reference in double at the same point.</summary>
    public double FloatTolerance { get; init; } = 2e-6;

    /// <summary>The row with its <see cref="Formula"/>.</summary>
    public OperationRow<T> Says(string formula, string derivative, string? call = null)
        => this with { Formula = new(formula, derivative, call) };

    public Domain DomainOf(int input) => Domains[Math.Min(input, Domains.Length - 1)];

    public bool IsDifferentiableIn(int input) => Constant is null && !ConstantInputs.ContainsKey(input);

    public override string ToString() => Name;
}
