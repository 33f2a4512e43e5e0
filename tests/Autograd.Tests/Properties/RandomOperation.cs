using System.Globalization;

namespace AutogradMaml.Autograd.Tests.Properties;

/// <summary>An operation that a random program may hold.</summary>
/// <param name="Text">Its code: {0} and {1} are x and y, {2} is the first axis that is not the task axis, {3} and on are the
/// <see cref="Constants"/>.</param>
/// <param name="Apply">What it gives on x, y and the first axis; null where it does not fit.</param>
internal sealed record RandomOperation(string Text, Func<Variable<double>, Variable<double>, int, Variable<double>?> Apply)
{
    /// <summary>Whether the operands must broadcast.</summary>
    public bool Broadcasts { get; init; }

    /// <summary>The distance of the operands to a kink.</summary>
    public Func<Variable<double>, Variable<double>, double>? Margin { get; init; }

    /// <summary>Shapes and sizes that stand in the code.</summary>
    public Func<Shape, Shape, int, object[]> Constants { get; init; } = static (_, _, _) => [];

    /// <summary>The operation as code, on operands of given shapes and code.</summary>
    public string Code(Shape x, string xCode, Shape y, string yCode, int first)
        => string.Format(CultureInfo.InvariantCulture, Text, [xCode, yCode, first, .. Constants(x, y, first)]);
}
