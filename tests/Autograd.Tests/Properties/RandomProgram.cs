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

    // The shapes of a task's inputs.
    private static readonly Shape[] Inputs = [[3], [2, 3], [3, 3]];

    /// <summary>Programs of 5 to 60 steps, with and without a task axis; a smaller one leaves steps out, or the task axis.</summary>
    public static Arbitrary<RandomProgram> Arbitrary { get; } = Arb.From(
        from count in Gen.Choose(FewestSteps, MostSteps)
        from steps in (from operation in Gen.Choose(0, RandomOperations.All.Length - 1)
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
            Applied applied = Apply(step, values);
            bool near = applied.Operation.Margin?.Invoke(applied.X, applied.Y) < distance;
            steps.Add(near ? step with { Operation = RandomOperations.Sine } : step);
            values.Add(near ? Apply(steps[^1], values).Result : applied.Result);
        }

        return this with { Steps = [.. steps] };
    }

    /// <summary>The program as code that can be pasted into a test.</summary>
    public override string ToString()
    {
        using Tape<double> tape = new();
        List<Variable<double>> values = [.. InputShapes.Select(shape => tape.Ones(shape))];
        StringBuilder text = new();
        text.AppendLine().AppendLine(
            CultureInfo.InvariantCulture,
            $"// v0, v1, v2 are inputs of shapes {string.Join(", ", InputShapes)}; the loss is the sum of (1 + 0.1 k) mean of step " +
                $"k{(TaskAxis ? $", times {Tasks} tasks" : string.Empty)}.");
        foreach (Step step in Steps)
        {
            Applied applied = Apply(step, values);
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"var v{values.Count} = {applied.Operation.Code(applied.X.Shape, applied.XCode, applied.Y.Shape, applied.YCode, First)};");
            values.Add(applied.Result);
        }

        return text.ToString();
    }

    /// <summary>The operations that the steps apply: one that does not fit is a sine.</summary>
    public IEnumerable<RandomOperation> AppliedOperations()
    {
        using Tape<double> tape = new();
        List<Variable<double>> values = [.. InputShapes.Select(shape => tape.Ones(shape))];
        foreach (Step step in Steps)
        {
            Applied applied = Apply(step, values);
            values.Add(applied.Result);
            yield return applied.Operation;
        }
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

    private Applied Apply(Step step, List<Variable<double>> values)
    {
        (int left, int right) = (Latest(step.Left, values.Count), Latest(step.Right, values.Count));
        (Variable<double> x, string xCode) = (values[left], $"v{left}");
        (Variable<double> y, string yCode) = (values[right], $"v{right}");
        RandomOperation operation = RandomOperations.All[step.Operation];
        if (operation.Broadcasts)
        {
            // Behind a task axis, the axes that broadcasting would add in front are written out.
            (x, xCode) = Raised(x, xCode, y.Shape.Rank);
            (y, yCode) = Raised(y, yCode, x.Shape.Rank);
        }

        return (operation.Broadcasts && !RandomOperations.Broadcast(x.Shape, y.Shape, First)
            ? null
            : operation.Apply(x, y, First)) is { } result
            ? new(operation, result, x, xCode, y, yCode)
            : new(RandomOperations.All[RandomOperations.Sine], values[left].Sin(), values[left], $"v{left}", y, yCode);
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
    private static int Latest(int choice, int count)
        => choice % 2 == 0 ? choice / 2 % count : count - 1 - (choice / 2 % Math.Min(3, count));

    internal readonly record struct Step(int Operation, int Left, int Right);

    /// <summary>A step on its operands: the operation that it came to, what that gives, and what it was given.</summary>
    private readonly record struct Applied(
        RandomOperation Operation, Variable<double> Result, Variable<double> X, string XCode, Variable<double> Y, string YCode);
}
