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
/// <param name="Steps">The steps.</param>
/// <param name="TaskAxis">Whether all values have a task axis in front, which every operation leaves alone: each task then runs the same
/// program on its own numbers.</param>
internal sealed record RandomProgram(RandomProgram.Step[] Steps, bool TaskAxis)
{
    /// <summary>The tasks of a program with a task axis.</summary>
    public const int Tasks = 2;

    private const int FewestSteps = 5;
    private const int MostSteps = 60;
    private const int LargestLength = 48;

    // The shapes of a task's inputs.
    private static readonly Shape[] Inputs = [[3], [2, 3], [3, 3]];

    // What would grow without bound when repeated is bounded by a tanh or a quotient, so that no program overflows. Operations with kinks
    // report how near their operands are to one. f is the first axis after the task axis: 1 where there is one, else 0.
    private static readonly Operation[] Operations =
    [
        Two("{0} + {1}", (x, y) => x + y),
        Two("{0} - {1}", (x, y) => x - y),
        Two("({0} * {1}).Tanh()", (x, y) => (x * y).Tanh()),
        Two("{0} / ({1}.Square() + 1.0)", (x, y) => x / (y.Square() + 1.0)),
        One("{0}.Sin()", x => x.Sin()),
        One("{0}.Cos()", x => x.Cos()),
        One("{0}.Tanh()", x => x.Tanh()),
        One("{0}.Sigmoid()", x => x.Sigmoid()),
        One("{0}.Softplus()", x => x.Softplus()),
        One("{0}.Gelu()", x => x.Gelu()),
        One("{0}.Tanh().Exp()", x => x.Tanh().Exp()),
        One("({0}.Square() + 1.0).Log()", x => (x.Square() + 1.0).Log()),
        One("({0}.Square() + 1.0).Sqrt()", x => (x.Square() + 1.0).Sqrt()),
        One("2.0 / ({0}.Square() + 2.0)", x => 2.0 / (x.Square() + 2.0)),
        One("{0}.Tanh().Pow(3.0)", x => x.Tanh().Pow(3.0)),
        Two("({0}.Square() + 0.5).Pow({1}.Tanh()).Tanh()", (x, y) => (x.Square() + 0.5).Pow(y.Tanh()).Tanh()),
        One("{0}.Atan()", x => x.Atan()),
        One("{0}.Asinh()", x => x.Asinh()),
        One("{0}.Erf()", x => x.Erf()),
        One("{0}.Silu()", x => x.Silu()),
        One("{0}.Tanh().Expm1()", x => x.Tanh().Expm1()),
        One("{0}.Square().Log1P()", x => x.Square().Log1P()),
        One("({0}.Square() + 1.0).ReciprocalSqrt()", x => (x.Square() + 1.0).ReciprocalSqrt()),
        One("{0}.Elu()", x => x.Elu()) with { Margin = (x, _) => FromZero(x) },
        One("{0}.Softsign()", x => x.Softsign()) with { Margin = (x, _) => FromZero(x) },
        One("0.5 - {0}", x => 0.5 - x),
        One("-0.7 * {0}", x => -0.7 * x),
        One("{0}.Relu()", x => x.Relu()) with { Margin = (x, _) => FromZero(x) },
        One("{0}.LeakyRelu(0.1)", x => x.LeakyRelu(0.1)) with { Margin = (x, _) => FromZero(x) },
        One("{0}.Abs()", x => x.Abs()) with { Margin = (x, _) => FromZero(x) },
        Two("{0}.Maximum({1})", (x, y) => x.Maximum(y)) with { Margin = (x, y) => FromZero(x - y) },
        Two("{0}.Minimum({1})", (x, y) => x.Minimum(y)) with { Margin = (x, y) => FromZero(x - y) },
        Two("Variable.Select({0}.Greater({1}), {0}.Sin(), {1})", (x, y) => Variable.Select(x.Greater(y), x.Sin(), y)) with { Margin = (x, y) => FromZero(x - y) },
        Axis("{0}.Max(-1)", (x, _) => x.Max(-1)) with { Margin = (x, _) => BetweenTopTwo(x) },
        Axis("{0}.Mean([{2}])", (x, f) => x.Mean([f])),
        Axis("{0}.Sum([-1], keepAxes: true).Tanh()", (x, _) => x.Sum([-1], keepAxes: true).Tanh()),
        Axis("{0}.Tanh().Variance([{2}])", (x, f) => x.Tanh().Variance([f])),
        Axis("{0}.Tanh().Product(-1)", (x, _) => x.Tanh().Product(-1)),
        Axis("({0}.Square() + 0.1).Norm([{2}]).Tanh()", (x, f) => (x.Square() + 0.1).Norm([f]).Tanh()),
        Axis("{0}.CumulativeSum({2}).Tanh()", (x, f) => x.CumulativeSum(f).Tanh()),
        Axis("{0}.Flip({2})", (x, f) => x.Flip(f)),
        Axis("{0}.LowerTriangle()", (x, _) => x.LowerTriangle(), least: 2),
        Axis("{0}.Diagonal()", (x, _) => x.Diagonal(), least: 2),
        Axis("{0}.LogSumExp({2})", (x, f) => x.LogSumExp(f)),
        Axis("{0}.Softmax()", (x, _) => x.Softmax()),
        Axis("{0}.LogSoftmax({2}).Tanh()", (x, f) => x.LogSoftmax(f).Tanh()),
        Axis("{0}.Transpose()", (x, _) => x.Transpose(), least: 2),
        new("{0}.Reshape(Flat({0}))", (x, _, f) => x.Reshape(Flat(x.Shape, f))),
        new("{0}.InsertAxis(-1)", (x, _, f) => x.Shape.Rank - f < 4 ? x.InsertAxis(-1) : null),
        new("{0}.InsertAxis({2}).BroadcastTo(Doubled({0}))", (x, _, f) => x.Shape.Rank - f < 4 && 2 * Length(x.Shape, f) <= LargestLength ? x.InsertAxis(f).BroadcastTo(Doubled(x.Shape, f)) : null),
        new("{0}.Slice({2}, 1, {0}.Shape[{2}] - 1)", (x, _, f) => x.Shape.Rank > f && x.Shape[f] > 1 ? x.Slice(f, 1, x.Shape[f] - 1) : null),
        new("{0}.Embed(-1, 1, {0}.Shape[-1] + 2)", (x, _, f) => x.Shape.Rank > f && Length(x.Shape, f) <= LargestLength / 3 ? x.Embed(-1, 1, x.Shape[-1] + 2) : null),
        new("Variable.Concatenate([{0}, {1}], {2})", (x, y, f) => x.Shape.Rank > f && x.Shape == y.Shape && 2 * Length(x.Shape, f) <= LargestLength ? Variable.Concatenate([x, y], f) : null),
        new("Variable.Stack([{0}, {1}], -1)", (x, y, f) => x.Shape.Rank - f < 4 && x.Shape == y.Shape && 2 * Length(x.Shape, f) <= LargestLength ? Variable.Stack([x, y], -1) : null),
        new("{0}.MatMul({1}).Tanh()", (x, y, f) => Multiplies(x.Shape, y.Shape, f, false) ? x.MatMul(y).Tanh() : null),
        new("{0}.MatMul({1}, transposeRight: true).Tanh()", (x, y, f) => Multiplies(x.Shape, y.Shape, f, true) ? x.MatMul(y, transposeRight: true).Tanh() : null),
        new("{0}.TakeRows(Rows({0}))", (x, _, f) => x.Shape.Rank == 2 + f && x.Shape[f] > 1 && x.Shape[-1] <= LargestLength / 3 ? x.TakeRows(Rows(x, f)) : null),
    ];

    private static readonly int Sine = Array.FindIndex(Operations, operation => operation.Text == "{0}.Sin()");

    /// <summary>Programs of 5 to 60 steps, with and without a task axis; a smaller one leaves steps out, or the task axis.</summary>
    public static Arbitrary<RandomProgram> Arbitrary { get; } = Arb.From(
        from count in Gen.Choose(FewestSteps, MostSteps)
        from steps in (from operation in Gen.Choose(0, Operations.Length - 1)
                       from left in Gen.Choose(0, 1000)
                       from right in Gen.Choose(0, 1000)
                       select new Step(operation, left, right)).ArrayOf(count)
        from axis in Gen.Choose(0, 1)
        select new RandomProgram(steps, axis == 1),
        program => Smaller(program));

    /// <summary>The shapes of the inputs.</summary>
    public Shape[] InputShapes => TaskAxis ? [.. Inputs.Select(shape => shape.Prepend(Tasks))] : Inputs;

    private int First => TaskAxis ? 1 : 0;

    /// <summary>Runs the program: the sum over all steps of the mean of the step's values, weighted so that none cancels another, and over
    /// the tasks.</summary>
    public Variable<double> Run(Variable<double>[] inputs)
    {
        List<Variable<double>> values = [.. inputs];
        Variable<double> loss = inputs[0].Tape.Constant(0);
        for (int k = 0; k < Steps.Length; k++)
        {
            Variable<double> result = Apply(Steps[k], values).Result;
            values.Add(result);
            loss += (1 + (0.1 * k)) * (TaskAxis ? Tasks : 1) * result.Mean();
        }

        return loss;
    }

    /// <summary>The program with every step replaced by a sine whose operands are nearer to a kink than a distance: a difference would step
    /// across it.</summary>
    public RandomProgram AwayFromKinks(double[][] point, double distance)
    {
        using Tape<double> tape = new();
        List<Variable<double>> values = [.. InputShapes.Select((shape, k) => tape.Input(point[k], shape))];
        List<Step> steps = [];
        foreach (Step step in Steps)
        {
            (Variable<double> result, _, double margin) = Apply(step, values);
            steps.Add(margin < distance ? step with { Operation = Sine } : step);
            values.Add(margin < distance ? Apply(steps[^1], values).Result : result);
        }

        return this with { Steps = [.. steps] };
    }

    /// <summary>The program as code that can be pasted into a test.</summary>
    public override string ToString()
    {
        using Tape<double> tape = new();
        List<Variable<double>> values = [.. InputShapes.Select(shape => tape.Ones(shape))];
        StringBuilder text = new();
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"// v0, v1, v2 are inputs of shapes {string.Join(", ", InputShapes)}; the loss is the sum of (1 + 0.1 k) mean of step k{(TaskAxis ? $", times {Tasks} tasks" : string.Empty)}.");
        foreach (Step step in Steps)
        {
            (Variable<double> result, string code, _) = Apply(step, values);
            text.AppendLine(CultureInfo.InvariantCulture, $"var v{values.Count} = {code};");
            values.Add(result);
        }

        return text.ToString();
    }

    private static IEnumerable<RandomProgram> Smaller(RandomProgram program)
    {
        if (program.TaskAxis)
        {
            yield return program with { TaskAxis = false };
        }

        // Halves first, single steps last.
        for (int length = program.Steps.Length / 2; length >= 1; length /= 2)
        {
            for (int start = 0; start + length <= program.Steps.Length; start += length)
            {
                yield return program with { Steps = [.. program.Steps[..start], .. program.Steps[(start + length)..]] };
            }
        }
    }

    private (Variable<double> Result, string Code, double Margin) Apply(Step step, List<Variable<double>> values)
    {
        (int left, int right) = (Latest(step.Left, values.Count), Latest(step.Right, values.Count));
        (Variable<double> x, string xCode) = (values[left], $"v{left}");
        (Variable<double> y, string yCode) = (values[right], $"v{right}");
        Operation operation = Operations[step.Operation];
        if (operation.Broadcasts)
        {
            // Behind a task axis, the axes that broadcasting would add in front are written out.
            (x, xCode) = Raised(x, xCode, y.Shape.Rank);
            (y, yCode) = Raised(y, yCode, x.Shape.Rank);
        }

        Variable<double>? result = operation.Broadcasts && !Broadcast(x.Shape, y.Shape, First) ? null : operation.Apply(x, y, First);
        if (result is null)
        {
            return (values[left].Sin(), $"v{left}.Sin()", double.PositiveInfinity);
        }

        string code = operation.Text.Replace("Flat({0})", $"{Flat(x.Shape, First)}", StringComparison.Ordinal)
            .Replace("Doubled({0})", $"{Doubled(x.Shape, First)}", StringComparison.Ordinal)
            .Replace("Rows({0})", TaskAxis ? "tape.Constant([1, 0, 1, 1, 0, 1], [2, 3])" : "tape.Constant([1, 0, 1], [3])", StringComparison.Ordinal);
        return (result.Value, string.Format(CultureInfo.InvariantCulture, code, xCode, yCode, First), operation.Margin?.Invoke(x, y) ?? double.PositiveInfinity);
    }

    private (Variable<double> Value, string Code) Raised(Variable<double> x, string code, int rank)
    {
        if (!TaskAxis || x.Shape.Rank >= rank)
        {
            return (x, code);
        }

        var shape = Shape.Create([Tasks, .. Enumerable.Repeat(1, rank - x.Shape.Rank), .. x.Shape.Sizes[1..]]);
        return (x.Reshape(shape), $"{code}.Reshape({shape})");
    }

    // Later values are taken more often, so that programs are deep as well as wide.
    private static int Latest(int choice, int count) => choice % 2 == 0 ? choice / 2 % count : count - 1 - (choice / 2 % Math.Min(3, count));

    private static Operation One(string text, Func<Variable<double>, Variable<double>> apply) => new(text, (x, _, _) => apply(x));

    private static Operation Two(string text, Func<Variable<double>, Variable<double>, Variable<double>> apply) => new(text, (x, y, _) => apply(x, y)) { Broadcasts = true };

    private static Operation Axis(string text, Func<Variable<double>, int, Variable<double>> apply, int least = 1)
        => new(text, (x, _, f) => x.Shape.Rank - f >= least ? apply(x, f) : null);

    /// <summary>The number of a task's elements.</summary>
    private static int Length(Shape shape, int first) => first == 0 ? shape.ElementCount : shape.ElementCount / Tasks;

    private static Shape Flat(Shape shape, int first) => first == 0 ? [shape.ElementCount] : [Tasks, shape.ElementCount / Tasks];

    private static Shape Doubled(Shape shape, int first) => Shape.Create([.. shape.Sizes[..first], 2, .. shape.Sizes[first..]]);

    private static Variable<double> Rows(Variable<double> x, int first)
        => first == 0 ? x.Tape.Constant([1, 0, 1], [3]) : x.Tape.Constant([1, 0, 1, 1, 0, 1], [Tasks, 3]);

    private static bool Broadcast(Shape x, Shape y, int first)
    {
        int rank = Math.Max(x.Rank, y.Rank);
        int length = 1;
        for (int fromEnd = 1; fromEnd <= rank; fromEnd++)
        {
            int a = fromEnd <= x.Rank ? x[-fromEnd] : 1;
            int b = fromEnd <= y.Rank ? y[-fromEnd] : 1;
            if (a != b && a != 1 && b != 1)
            {
                return false;
            }

            length *= Math.Max(a, b);
        }

        return (first == 0 ? length : length / Tasks) <= LargestLength;
    }

    private static bool Multiplies(Shape x, Shape y, int first, bool transposed)
        => x.Rank == 2 + first && y.Rank == 2 + first && x[-1] == y[transposed ? -1 : -2] && x[-2] * y[transposed ? -2 : -1] <= LargestLength;

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

    /// <summary>An operation: its code, and what it gives on x, y and the first axis that is not the task axis; null where it does not
    /// fit.</summary>
    private sealed record Operation(string Text, Func<Variable<double>, Variable<double>, int, Variable<double>?> Apply)
    {
        /// <summary>Whether the operands must broadcast.</summary>
        public bool Broadcasts { get; init; }

        /// <summary>The distance of the operands to a kink.</summary>
        public Func<Variable<double>, Variable<double>, double>? Margin { get; init; }
    }
}
