using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace AutogradMaml.Autograd.Tests.Properties;

/// <summary>
/// A random program over the operations: a list of steps, each an operation on earlier values. Any list of numbers is a well-typed program,
/// because an operation that does not fit its operands' shapes gives way to the sine of the first; so shrinking only has to leave steps
/// out.
/// </summary>
internal sealed record RandomProgram(RandomProgram.Step[] Steps)
{
    private const int LargestLength = 48;

    /// <summary>The shapes of the inputs.</summary>
    public static readonly Shape[] Inputs = [[3], [2, 3], [3, 3]];

    // What would grow without bound when repeated is bounded by a tanh or a quotient, so that no program overflows. Operations with kinks
    // report how near their operands are to one.
    private static readonly (string Text, Func<Variable<double>, Variable<double>, Variable<double>?> Apply, Func<Variable<double>, Variable<double>, double>? Margin)[] Operations =
    [
        ("{0} + {1}", (x, y) => Joined(x, y) ? x + y : null, null),
        ("{0} - {1}", (x, y) => Joined(x, y) ? x - y : null, null),
        ("({0} * {1}).Tanh()", (x, y) => Joined(x, y) ? (x * y).Tanh() : null, null),
        ("{0} / ({1}.Square() + 1.0)", (x, y) => Joined(x, y) ? x / (y.Square() + 1.0) : null, null),
        ("{0}.Sin()", (x, _) => x.Sin(), null),
        ("{0}.Cos()", (x, _) => x.Cos(), null),
        ("{0}.Tanh()", (x, _) => x.Tanh(), null),
        ("{0}.Sigmoid()", (x, _) => x.Sigmoid(), null),
        ("{0}.Softplus()", (x, _) => x.Softplus(), null),
        ("{0}.Gelu()", (x, _) => x.Gelu(), null),
        ("{0}.Tanh().Exp()", (x, _) => x.Tanh().Exp(), null),
        ("({0}.Square() + 1.0).Log()", (x, _) => (x.Square() + 1.0).Log(), null),
        ("({0}.Square() + 1.0).Sqrt()", (x, _) => (x.Square() + 1.0).Sqrt(), null),
        ("2.0 / ({0}.Square() + 2.0)", (x, _) => 2.0 / (x.Square() + 2.0), null),
        ("{0}.Tanh().Pow(3.0)", (x, _) => x.Tanh().Pow(3.0), null),
        ("({0}.Square() + 0.5).Pow({1}.Tanh())", (x, y) => Joined(x, y) ? (x.Square() + 0.5).Pow(y.Tanh()).Tanh() : null, null),
        ("0.5 - {0}", (x, _) => 0.5 - x, null),
        ("-0.7 * {0}", (x, _) => -0.7 * x, null),
        ("{0}.Relu()", (x, _) => x.Relu(), (x, _) => FromZero(x)),
        ("{0}.LeakyRelu(0.1)", (x, _) => x.LeakyRelu(0.1), (x, _) => FromZero(x)),
        ("{0}.Abs()", (x, _) => x.Abs(), (x, _) => FromZero(x)),
        ("{0}.Maximum({1})", (x, y) => Joined(x, y) ? x.Maximum(y) : null, (x, y) => FromZero(x - y)),
        ("{0}.Minimum({1})", (x, y) => Joined(x, y) ? x.Minimum(y) : null, (x, y) => FromZero(x - y)),
        ("Variable.Select({0}.Greater({1}), {0}.Sin(), {1})", (x, y) => Joined(x, y) ? Variable.Select(x.Greater(y), x.Sin(), y) : null, (x, y) => FromZero(x - y)),
        ("{0}.Max(-1)", (x, _) => x.Shape.Rank > 0 ? x.Max(-1) : null, (x, _) => BetweenTopTwo(x)),
        ("{0}.Mean([0])", (x, _) => x.Shape.Rank > 0 ? x.Mean([0]) : null, null),
        ("{0}.Sum([-1], keepAxes: true).Tanh()", (x, _) => x.Shape.Rank > 0 ? x.Sum([-1], keepAxes: true).Tanh() : null, null),
        ("{0}.LogSumExp(0)", (x, _) => x.Shape.Rank > 0 ? x.LogSumExp(0) : null, null),
        ("{0}.Softmax()", (x, _) => x.Shape.Rank > 0 ? x.Softmax() : null, null),
        ("{0}.LogSoftmax(0).Tanh()", (x, _) => x.Shape.Rank > 0 ? x.LogSoftmax(0).Tanh() : null, null),
        ("{0}.Transpose()", (x, _) => x.Shape.Rank > 1 ? x.Transpose() : null, null),
        ("{0}.Reshape([{0}.Shape.Length])", (x, _) => x.Reshape([x.Shape.Length]), null),
        ("{0}.InsertAxis(-1)", (x, _) => x.Shape.Rank < 4 ? x.InsertAxis(-1) : null, null),
        ("{0}.BroadcastTo({0}.Shape.Prepend(2))", (x, _) => x.Shape.Rank < 4 && 2 * x.Shape.Length <= LargestLength ? x.BroadcastTo(x.Shape.Prepend(2)) : null, null),
        ("{0}.Slice(0, 1, {0}.Shape[0] - 1)", (x, _) => x.Shape.Rank > 0 && x.Shape[0] > 1 ? x.Slice(0, 1, x.Shape[0] - 1) : null, null),
        ("{0}.Embed(-1, 1, {0}.Shape[-1] + 2)", (x, _) => x.Shape.Rank > 0 && x.Shape.Length <= LargestLength / 3 ? x.Embed(-1, 1, x.Shape[-1] + 2) : null, null),
        ("Variable.Concatenate([{0}, {1}])", (x, y) => x.Shape.Rank > 0 && x.Shape == y.Shape && 2 * x.Shape.Length <= LargestLength ? Variable.Concatenate([x, y]) : null, null),
        ("Variable.Stack([{0}, {1}], -1)", (x, y) => x.Shape.Rank < 4 && x.Shape == y.Shape && 2 * x.Shape.Length <= LargestLength ? Variable.Stack([x, y], -1) : null, null),
        ("{0}.MatMul({1}).Tanh()", (x, y) => Multiplies(x, y, false) ? x.MatMul(y).Tanh() : null, null),
        ("{0}.MatMul({1}, transposeRight: true).Tanh()", (x, y) => Multiplies(x, y, true) ? x.MatMul(y, transposeRight: true).Tanh() : null, null),
        ("{0}.TakeRows(tape.Constant([1, 0, 1], [3]))", (x, _) => x.Shape.Rank == 2 && x.Shape[0] > 1 && x.Shape[1] <= LargestLength / 3 ? x.TakeRows(x.Tape.Constant([1, 0, 1], [3])) : null, null),
    ];

    /// <summary>Programs of 5 to 20 steps; a smaller one leaves steps out.</summary>
    public static Arbitrary<RandomProgram> Arbitrary { get; } = Arb.From(
        (from operation in Gen.Choose(0, Operations.Length - 1)
         from left in Gen.Choose(0, 1000)
         from right in Gen.Choose(0, 1000)
         select new Step(operation, left, right)).ArrayOf().Resize(20)
            .Where(steps => steps.Length >= 5).Select(steps => new RandomProgram(steps)),
        program => program.Steps.Select((_, k) => new RandomProgram([.. program.Steps.Where((_, j) => j != k)])));

    /// <summary>Runs the program: the sum over all steps of the mean of the step's values, weighted so that none cancels another.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="margin">The distance of the nearest operand to a kink.</param>
    public Variable<double> Run(Variable<double>[] inputs, out double margin)
    {
        margin = double.PositiveInfinity;
        List<Variable<double>> values = [.. inputs];
        Variable<double> loss = inputs[0].Tape.Constant(0);
        for (int k = 0; k < Steps.Length; k++)
        {
            (Variable<double> x, Variable<double> y) = (values[Latest(Steps[k].Left, values.Count)], values[Latest(Steps[k].Right, values.Count)]);
            var operation = Operations[Steps[k].Operation];
            Variable<double>? result = operation.Apply(x, y);
            if (result is not null && operation.Margin is not null)
            {
                margin = Math.Min(margin, operation.Margin(x, y));
            }

            values.Add(result ?? x.Sin());
            loss += (1 + (0.1 * k)) * values[^1].Mean();
        }

        return loss;
    }

    /// <summary>The program as code that can be pasted into a test.</summary>
    public override string ToString()
    {
        using Tape<double> tape = new();
        List<Variable<double>> values = [.. Inputs.Select(shape => tape.Ones(shape))];
        StringBuilder text = new();
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"// v0, v1, v2 are inputs of shapes {string.Join(", ", Inputs.Select(shape => shape.ToString()))}; the loss is the sum of (1 + 0.1 k) mean of step k.");
        foreach (Step step in Steps)
        {
            (int left, int right) = (Latest(step.Left, values.Count), Latest(step.Right, values.Count));
            Variable<double>? result = Operations[step.Operation].Apply(values[left], values[right]);
            string form = result is null ? "{0}.Sin()" : Operations[step.Operation].Text;
            text.AppendLine(CultureInfo.InvariantCulture, $"var v{values.Count} = {string.Format(CultureInfo.InvariantCulture, form, $"v{left}", $"v{right}")};");
            values.Add(result ?? values[left].Sin());
        }

        return text.ToString();
    }

    // Later values are taken more often, so that programs are deep as well as wide.
    private static int Latest(int choice, int count) => choice % 2 == 0 ? choice / 2 % count : count - 1 - (choice / 2 % Math.Min(3, count));

    private static bool Joined(Variable<double> x, Variable<double> y)
    {
        int rank = Math.Max(x.Shape.Rank, y.Shape.Rank);
        int length = 1;
        for (int fromEnd = 1; fromEnd <= rank; fromEnd++)
        {
            int a = fromEnd <= x.Shape.Rank ? x.Shape[-fromEnd] : 1;
            int b = fromEnd <= y.Shape.Rank ? y.Shape[-fromEnd] : 1;
            if (a != b && a != 1 && b != 1)
            {
                return false;
            }

            length *= Math.Max(a, b);
        }

        return length <= LargestLength;
    }

    private static bool Multiplies(Variable<double> x, Variable<double> y, bool transposed)
        => x.Shape.Rank >= 2 && y.Shape.Rank == 2 && x.Shape[-1] == y.Shape[transposed ? 1 : 0] && x.Shape.Length / x.Shape[-1] * y.Shape[transposed ? 0 : 1] <= LargestLength;

    private static double FromZero(Variable<double> x) => x.ToArray().Min(Math.Abs);

    private static double BetweenTopTwo(Variable<double> x)
    {
        double[] values = x.ToArray();
        return Enumerable.Range(0, values.Length / x.Shape[-1]).Min(row =>
        {
            double[] sorted = [.. values.Skip(row * x.Shape[-1]).Take(x.Shape[-1]).OrderDescending()];
            return sorted.Length > 1 ? sorted[0] - sorted[1] : double.PositiveInfinity;
        });
    }

    internal readonly record struct Step(int Operation, int Left, int Right);
}
