using System.Numerics;
using AutogradMaml.Catalogue;
using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Catalogue;

/// <summary>The names of all rows, as data of a theory, and the assertion that a row passes a check.</summary>
public static class OperationNames
{
    public static TheoryData<string> All => [.. OperationCatalogue<double>.Rows.Select(row => row.Name)];

    /// <summary>Asserts that an operation passes a check in a number type, where it applies.</summary>
    internal static void Passes<T>(string name, string check, int? order = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckResult? result = OperationChecks.Named<T>(check, order).Run(OperationCatalogue<T>.Named(name));
        Assert.True(result?.Passed ?? true, result?.ToString());
    }
}

public sealed class DoubleCatalogueTests : CatalogueTests<double>;

public sealed class FloatCatalogueTests : CatalogueTests<float>;

/// <summary>What holds for every operation: values, and the checks of derivatives that need no step size.</summary>
public abstract class CatalogueTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static bool IsDouble => typeof(T) == typeof(double);

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    [Trait("Widths", "every")]
    public void The_value_is_that_of_the_definition_for_every_sample(string name) => OperationNames.Passes<T>(name, CheckNames.Value);

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    [Trait("Widths", "every")]
    public void An_element_wise_value_is_right_at_every_length_from_0_to_257(string name)
    {
        OperationRow<T> row = OperationCatalogue<T>.Named(name);
        if (row.Scalar is null)
        {
            return;
        }

        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        int operands = row.Samples[0].Length;
        for (int length = 0; length <= 257; length++)
        {
            tape.Clear();
            Shape[] shapes = [.. Enumerable.Repeat(Shape.Create(length), operands)];
            if (operands > 1 && length % 3 != 0)
            {
                // Two lengths of three broadcast one of the operands.
                shapes[(length % 3) - 1] = [1];
            }

            double[][] point = Domain.Draw([.. shapes.Select((_, k) => row.DomainOf(k))], shapes, new RandomStream(7, name, length));
            Variable<T>[] inputs = [.. shapes.Select((shape, k) => RowCase<T>.On(tape, point[k], shape))];
            double[][] held = [.. inputs.Select(input => Near.ToDouble(input.Values))];
            Variable<T> output = row.Apply(inputs);
            double[] expected =
            [
                .. Enumerable.Range(0, length).Select(i => row.Scalar([.. held.Select(values => values[values.Length == 1 ? 0 : i])])),
            ];
            double error = Near.Distance(expected, Near.ToDouble(output.Values));
            Assert.True(error <= Tolerance(row), $"{name} at length {length}: relative error {error:E2}, allowed {Tolerance(row):E1}.");
        }
    }

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void The_reverse_and_the_forward_rule_are_adjoint(string name) => OperationNames.Passes<T>(name, CheckNames.Adjointness);

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void The_reverse_rule_is_linear_in_the_cotangent_and_the_forward_rule_in_the_tangent(string name)
    {
        OperationNames.Passes<T>(name, CheckNames.LinearityInCotangent);
        OperationNames.Passes<T>(name, CheckNames.LinearityInTangent);
    }

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void The_Hessian_is_symmetric(string name) => OperationNames.Passes<T>(name, CheckNames.Symmetry);

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void Every_mix_of_modes_gives_the_same_second_derivative(string name) => OperationNames.Passes<T>(name, CheckNames.Modes);

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void No_derivative_passes_where_the_row_says_it_is_constant(string name) => OperationNames.Passes<T>(name, CheckNames.Constant);

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    [Trait("Widths", "every")]
    public void Kinks_ties_saturation_and_infinities_are_as_documented(string name)
    {
        OperationRow<T> row = OperationCatalogue<T>.Named(name);
        foreach (SpecialValue special in row.Special)
        {
            if (special.OnlyInDouble && !IsDouble)
            {
                continue;
            }

            // An element-wise function is tried alone and in an array long enough for every vector width.
            foreach (int copies in row.Scalar is null ? (int[])[1] : [1, 37])
            {
                using PoolCheck check = new();
                using Tape<T> tape = check.Tape<T>();
                Variable<T>[] inputs = new Variable<T>[special.Point.Length];
                for (int k = 0; k < inputs.Length; k++)
                {
                    double[] values = [.. Enumerable.Repeat(special.Point[k], copies).SelectMany(part => part)];
                    inputs[k] = RowCase<T>.On(tape, values, special.Shapes?[k] ?? [values.Length]);
                }

                Variable<T> output = row.Apply(inputs);
                string where = $"{name} at [{string.Join("; ", special.Point.Select(values => string.Join(", ", values)))}] x {copies}";
                Promise(special, special.Value, [output], copies, where + ", value");
                if (special.Gradient is not null)
                {
                    Variable<T>[] gradient = tape.Gradient(output.Sum(), inputs);
                    Promise(special, special.Gradient, gradient, copies, where + ", gradient");
                    Promise(
                        special,
                        special.Gradient,
                        tape.Gradient(output.Sum(), inputs, DerivativeUse.Final),
                        copies,
                        where + ", final gradient");
                }

                if (special.Curvature is not null)
                {
                    Variable<T>[] ones = [.. inputs.Select(input => tape.Ones(input.Shape))];
                    Promise(
                        special, special.Curvature, tape.HessianVectorProduct(output.Sum(), inputs, ones), copies, where + ", curvature");
                    Variable<T> slope = tape.Gradient(output.Sum(), inputs).Select(part => part.Sum()).Aggregate((a, b) => a + b);
                    Promise(special, special.Curvature, tape.Gradient(slope, inputs), copies, where + ", curvature by two reverse sweeps");
                    Variable<T>[] tangent = tape.JacobianVectorProduct([output], inputs, ones);
                    Promise(
                        special,
                        special.Curvature,
                        tape.Gradient(tangent[0].Sum(), inputs),
                        copies,
                        where + ", curvature by reverse over forward");
                    PromiseSum(
                        special,
                        special.Curvature,
                        tape.JacobianVectorProduct(tangent, inputs, ones)[0].Sum(),
                        copies,
                        where + ", curvature by two forward sweeps");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void Bad_inputs_are_refused_and_leave_tape_and_pool_as_they_were(string name)
    {
        OperationRow<T> row = OperationCatalogue<T>.Named(name);
        Assert.True(row.Bad.Length > 0 ^ row.NoBadInput is not null, $"{name} needs either bad inputs or a reason why there are none.");
        foreach (BadInput<T> bad in row.Bad)
        {
            using PoolCheck check = new();
            using Tape<T> tape = check.Tape<T>();
            Domain[] domains = [.. bad.Shapes.Select((_, k) => row.DomainOf(k))];
            double[][] values = bad.Values ?? Domain.Draw(domains, bad.Shapes, new RandomStream(7, "bad"));
            Variable<T>[] inputs = [.. bad.Shapes.Select((shape, k) => RowCase<T>.On(tape, values[k], shape))];
            int count = tape.Count;
            int outstanding = check.Pool.Outstanding;
            Exception? thrown = Record.Exception(() => { (bad.Call ?? row.Apply)(inputs); });
            string where = $"{name} of {Text(bad.Shapes)}";
            Assert.True(
                thrown?.GetType() == bad.Exception, $"{where}: expected {bad.Exception.Name}, got {thrown?.ToString() ?? "no exception"}.");
            foreach (string fragment in bad.Fragments)
            {
                Assert.True(
                    thrown!.Message.Contains(fragment, StringComparison.Ordinal),
                    $"{where}: the message lacks '{fragment}': {thrown.Message}");
            }

            Assert.True(tape.Count == count, $"{where}: {tape.Count - count} nodes were left on the tape.");
            Assert.True(
                check.Pool.Outstanding == outstanding, $"{where}: {check.Pool.Outstanding - outstanding} blocks were left outstanding.");
        }
    }

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void An_operand_of_another_tape_is_refused_and_leaves_both_tapes_as_they_were(string name)
    {
        OperationRow<T> row = OperationCatalogue<T>.Named(name);
        foreach (Shape[] shapes in row.Samples.Where(shapes => shapes.Length > 1))
        {
            for (int foreign = 1; foreign < shapes.Length; foreign++)
            {
                using PoolCheck check = new();
                using Tape<T> tape = check.Tape<T>();
                using Tape<T> other = check.Tape<T>();
                RowCase<T> at = RowCase<T>.Of(row, shapes);
                Variable<T>[] inputs = at.Place(tape, at.Flat());
                inputs[foreign] = RowCase<T>.On(other, at.Point[foreign], shapes[foreign]);
                (int count, int otherCount, int outstanding) = (tape.Count, other.Count, check.Pool.Outstanding);
                string message = Assert.Throws<ArgumentException>(() => { row.Apply(inputs); }).Message;
                Assert.Contains("another tape", message, StringComparison.Ordinal);
                Assert.True(
                    (tape.Count, other.Count) == (count, otherCount),
                    $"{name} of {Text(shapes)}, operand {foreign}: nodes were left on a tape.");
                Assert.Equal(outstanding, check.Pool.Outstanding);
            }
        }
    }

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    [Trait("Widths", "every")]
    public void A_replayed_program_gives_the_bits_of_a_new_recording(string name)
    {
        OperationNames.Passes<T>(name, CheckNames.Replay);
        OperationRow<T> row = OperationCatalogue<T>.Named(name);
        if (row.NotReplayable is not null)
        {
            using PoolCheck check = new();
            using Tape<T> tape = check.Tape<T>();
            (Variable<T>[] inputs, Variable<T>[] outputs) = ReplayCheck.Record(row, row.Samples[0], tape, point: 1);
            Assert.Throws<ArgumentException>(() => tape.Compile(inputs, outputs));
        }
        else if (row.Scalar is not null)
        {
            // Long enough for a program to cut it into tiles.
            Assert.Equal(0, ReplayCheck.Difference(row, [.. row.Samples[0].Select(_ => Shape.Create(1541))]));
        }
    }

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void A_replayed_run_allocates_nothing(string name)
    {
        OperationRow<T> row = OperationCatalogue<T>.Named(name);
        if (row.NotReplayable is not null)
        {
            return;
        }

        foreach (Shape[] shapes in row.Samples)
        {
            using PoolCheck check = new();
            using Tape<T> tape = check.Tape<T>();
            (Variable<T>[] inputs, Variable<T>[] outputs) = ReplayCheck.Record(row, shapes, tape, point: 1);
            using Workspace<T> workspace = tape.Compile(inputs, outputs).CreateWorkspace(check.Pool);
            for (int k = 0; k < inputs.Length; k++)
            {
                inputs[k].Values.CopyTo(workspace.Input(k));
            }

            workspace.Run();
            long bytes = Allocations.Least(workspace.Run);
            Assert.True(bytes == 0, $"{name} of {Text(shapes)}: {bytes} bytes.");
        }
    }

    private static double Tolerance(OperationRow<T> row) => IsDouble ? row.ValueTolerance : row.FloatTolerance;

    private static string Text(Shape[] shapes) => string.Join(" and ", shapes.Select(shape => shape.ToString()));

    // Two forward sweeps leave the curvature along one direction: the sum of what the Hessian makes of it.
    private static void PromiseSum(SpecialValue special, double[] expected, Variable<T> found, int copies, string where)
    {
        double got = double.CreateChecked(found.Scalar);
        double wanted = copies * expected.Sum();
        double error = copies * expected.Sum(Math.Abs) * (IsDouble ? special.Tolerance : special.FloatTolerance);
        bool met = double.IsFinite(wanted) ? Math.Abs(got - wanted) <= error : got.Equals(wanted);
        Assert.True(met, $"{where}: the sum is {got:R}, expected {wanted:R}.");
    }

    private static void Promise(SpecialValue special, double[] expected, IEnumerable<Variable<T>> found, int copies, string where)
    {
        double[] actual = RowCase<T>.Join(found);
        Assert.Equal(expected.Length * copies, actual.Length);
        double tolerance = IsDouble ? special.Tolerance : special.FloatTolerance;
        for (int k = 0; k < actual.Length; k++)
        {
            // Copies of each input lie together, so copy c of element e of an input of n elements is at c n + e; inputs are single numbers
            // where there is more than one copy.
            double wanted = copies == 1 ? expected[k] : expected[k / copies];
            double got = actual[k];
            bool met = double.IsNaN(wanted) ? double.IsNaN(got) : Near.RelativeError(wanted, got) <= tolerance;
            Assert.True(met, $"{where}: element {k} is {got:R}, expected {wanted:R}.");
        }
    }
}
