using System.Globalization;
using AutogradMaml.Catalogue;
using FsCheck;
using FsCheck.Fluent;

namespace AutogradMaml.Autograd.Tests.Properties;

/// <summary>Random programs: gradient, Hessian-vector product and third derivative against differences and against the other
/// modes.</summary>
public class RandomProgramTests(ITestOutputHelper output)
{
    /// <summary>No operand of a step with a kink comes nearer than this to it.</summary>
    private const double NearestKink = 1e-3;

    // 100,000 programs: AUTOGRAD_RANDOM_PROGRAMS=100000 and these tests; or 10,000 in each of the parts 0 to 9.
    private static int Cases
        => int.Parse(Environment.GetEnvironmentVariable("AUTOGRAD_RANDOM_PROGRAMS") ?? "2000", CultureInfo.InvariantCulture);

    private static ulong Part
        => ulong.Parse(Environment.GetEnvironmentVariable("AUTOGRAD_RANDOM_PROGRAMS_PART") ?? "0", CultureInfo.InvariantCulture);

    [Fact]
    public void Derivatives_of_random_programs_agree_with_differences_and_in_every_mode()
    {
        int withTasks = 0;
        var largest = new double[6];
        Prop.ForAll(RandomProgram.Arbitrary, drawn =>
        {
            RandomStream stream = new(7, "program", drawn.Steps.Sum(step => step.Left));
            Shape[] shapes = drawn.InputShapes;
            double[][] point = Domain.Draw([.. shapes.Select(_ => Domain.Between(-1.5, 1.5))], shapes, stream);
            RandomProgram program = drawn.AwayFromKinks(point, NearestKink);
            RowCase<double> at = new(program.Run, shapes, point, _ => true, stream);
            withTasks += program.TaskAxis ? 1 : 0;
            double[] errors =
            [
                DifferenceChecks.FirstAlong(at, false),
                DifferenceChecks.SecondAlong(at, false),
                DifferenceChecks.Third(at, false),
                ExactChecks.Adjointness(at),
                Math.Max(ExactChecks.Modes(at, false), ExactChecks.Symmetry(at, false)),
                program.TaskAxis ? BetweenTasks(program, point) : 0,
            ];
            double[] allowed = [1e-7, 1e-6, 1e-6, 1e-12, 1e-12, 1e-12];
            for (int k = 0; k < errors.Length; k++)
            {
                largest[k] = Math.Max(largest[k], errors[k]);
                Assert.True(errors[k] <= allowed[k], $"Check {k} has relative error {errors[k]:E2}, allowed {allowed[k]:E1}.{program}");
            }
        }).Check(Fixed.Config(Cases, Part));
        output.WriteLine(
            $"{Cases} programs, {withTasks} with a task axis; order 1 {largest[0]:E1}, order 2 {largest[1]:E1}, order 3 " +
                $"{largest[2]:E1}, adjoint {largest[3]:E1}, modes {largest[4]:E1}, task by task {largest[5]:E1}");
        Assert.InRange(withTasks, Cases / 3, Cases);
    }

    [Fact]
    public void Every_operation_fits_somewhere_with_and_without_a_task_axis()
    {
        Dictionary<(RandomOperation Operation, bool TaskAxis), int> counts = [];
        Prop.ForAll(RandomProgram.Arbitrary, program =>
        {
            // Every constant of the code stands in it.
            Assert.DoesNotContain('{', program.ToString());
            foreach (RandomOperation operation in program.AppliedOperations())
            {
                counts[(operation, program.TaskAxis)] = counts.GetValueOrDefault((operation, program.TaskAxis)) + 1;
            }
        }).Check(Fixed.Config(1000));
        foreach (RandomOperation operation in RandomOperations.All)
        {
            foreach (bool axis in (bool[])[false, true])
            {
                int count = counts.GetValueOrDefault((operation, axis));
                Assert.True(
                    count >= 3, $"{operation.Text} was applied {count} times in 1000 programs, {(axis ? "with" : "without")} a task axis.");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Replayed_random_programs_give_the_bits_of_a_new_recording(bool computesAnew)
    {
        int anew = 0;
        Prop.ForAll(RandomProgram.Arbitrary, program =>
        {
            using Testing.PoolCheck check = new();
            using Tape<double> tape = check.Tape<double>();
            using Tape<double> fresh = check.Tape<double>();
            (Variable<double>[] inputs, Variable<double>[] outputs) = Recorded(program, tape, point: 1);
            Program<double> compiled = tape.Compile(
                inputs, outputs, ProductOrder.AsRecorded, computesAnew ? RecomputationCosts.Always : RecomputationCosts.Measured);
            anew += compiled.RecomputedOperations > 0 ? 1 : 0;
            Assert.Equal(outputs.Select(static output => output.Shape), Enumerable.Range(0, outputs.Length).Select(compiled.OutputShape));
            using Workspace<double> workspace = compiled.CreateWorkspace(check.Pool);
            for (int point = 1; point <= 2; point++)
            {
                fresh.Clear();
                (Variable<double>[] again, Variable<double>[] expected) = Recorded(program, fresh, point);
                for (int k = 0; k < again.Length; k++)
                {
                    again[k].Values.CopyTo(workspace.Input(k));
                }

                workspace.Run();
                for (int k = 0; k < expected.Length; k++)
                {
                    Assert.Equal(expected[k].ToArray(), workspace.Output(k).ToArray());
                }
            }
        }).Check(Fixed.Config(Cases, Part));
        Assert.InRange(anew, computesAnew ? Cases / 2 : 0, computesAnew ? Cases : 0);
    }

    /// <summary>Gradient and Hessian-vector product of all tasks together against those of each task alone.</summary>
    private static double BetweenTasks(RandomProgram program, double[][] point)
    {
        double[][] together = Derivatives(program, point);
        double largest = 0;
        for (int task = 0; task < RandomProgram.Tasks; task++)
        {
            double[] Own(double[] values) => values[(
                task * values.Length / RandomProgram.Tasks)..((task + 1) * values.Length / RandomProgram.Tasks)];
            double[][] alone = Derivatives(program with { TaskAxis = false }, [.. point.Select(Own)]);
            for (int k = 0; k < alone.Length; k++)
            {
                largest = Math.Max(largest, Testing.Near.Distance(alone[k], Own(together[k]), floor: 1e-3));
            }
        }

        return largest;
    }

    private static double[][] Derivatives(RandomProgram program, double[][] point)
    {
        using Testing.PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double>[] inputs = [.. program.InputShapes.Select((shape, k) => tape.Input(point[k], shape))];
        Variable<double> loss = program.Run(inputs);
        Variable<double>[] product = tape.HessianVectorProduct(loss, inputs, [.. inputs.Select(input => tape.Ones(input.Shape))]);
        return [.. tape.Gradient(loss, inputs).Concat(product).Select(part => part.ToArray())];
    }

    private static (Variable<double>[] Inputs, Variable<double>[] Outputs) Recorded(RandomProgram program, Tape<double> tape, int point)
    {
        RandomStream stream = new(7, "replay", point);
        Shape[] shapes = program.InputShapes;
        double[][] values = Domain.Draw([.. shapes.Select(_ => Domain.Between(-1.5, 1.5))], shapes, stream);
        Variable<double>[] inputs = [.. shapes.Select((shape, k) => tape.Input(values[k], shape))];
        Variable<double> loss = program.Run(inputs);
        Variable<double>[] gradient = tape.Gradient(loss, inputs);
        Variable<double>[] ones = [.. inputs.Select(input => tape.Ones(input.Shape))];
        return (inputs, [loss, .. gradient, .. tape.HessianVectorProduct(loss, inputs, ones)]);
    }
}
