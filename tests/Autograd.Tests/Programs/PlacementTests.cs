using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs;

public sealed class PlacementTests
{
    private static readonly Shape Square = [40, 40];

    [Fact]
    public void A_state_that_lies_in_its_own_input_is_brought_forward_as_if_it_were_copied()
    {
        using Tape<float> tape = new();
        Variable<float>[] inputs = [Input(tape), Input(tape), Input(tape)];
        (Variable<float> parameter, Variable<float> velocity, Variable<float> gradient) = (inputs[0], inputs[1], inputs[2]);
        Variable<float> next = (0.9f * velocity) + (gradient * parameter).Tanh();
        Program<float> program = tape.Compile(inputs, [parameter - (0.1f * next), next, next.Sum()]);
        using Workspace<float> copied = program.CreateWorkspace();
        using Workspace<float> inPlace = program.CreateWorkspace();
        inPlace.PlaceOutput(0, inPlace, 0);
        inPlace.PlaceOutput(1, inPlace, 1);
        foreach (Workspace<float> workspace in (Workspace<float>[])[copied, inPlace])
        {
            Fill(workspace.Input(0), 1);
            Fill(workspace.Input(2), 2);
        }

        for (int k = 0; k < 5; k++)
        {
            copied.Run();
            inPlace.Run();
            copied.Output(0).CopyTo(copied.Input(0));
            copied.Output(1).CopyTo(copied.Input(1));
            Assert.Equal(copied.Input(0), inPlace.Input(0));
            Assert.Equal(copied.Input(1), inPlace.Output(1));
            Assert.Equal(copied.Output(2), inPlace.Output(2));
        }
    }

    [Fact]
    public void First_inputs_that_lie_in_another_workspace_take_no_memory_and_are_read_there()
    {
        using Tape<float> tape = new();
        Variable<float>[] inputs = [Input(tape), Input(tape), Input(tape)];
        Program<float> front = tape.Compile([inputs[0], inputs[1]], [inputs[0] * inputs[1]]);
        Program<float> program = tape.Compile(inputs, [inputs[0].MatMul(inputs[1]) + inputs[2], inputs[1]]);
        BufferPool pool = new();
        using Workspace<float> whole = program.CreateWorkspace();
        using Workspace<float> first = front.CreateWorkspace();
        Fill(first.Input(0), 1);
        Fill(first.Input(1), 2);
        using (Workspace<float> sharing = program.CreateWorkspace(first, 2, pool))
        {
            Assert.Equal(2 * Square.ElementCount * sizeof(float), program.BytesOfInputs(2));
            BufferPool another = new();
            using Workspace<float> alone = program.CreateWorkspace(another);
            Assert.True(pool.OutstandingBytes < another.OutstandingBytes);
            for (int run = 0; run < 2; run++)
            {
                for (int k = 0; k < 2; k++)
                {
                    first.Input(k).CopyTo(whole.Input(k));
                }

                Fill(sharing.Input(2), 3 + run);
                sharing.Input(2).CopyTo(whole.Input(2));
                sharing.Run();
                whole.Run();
                Assert.Equal(whole.Output(0), sharing.Output(0));
                Assert.Equal(whole.Output(1), sharing.Output(1));
                Fill(first.Input(0), 7);
            }
        }

        pool.AssertEmpty();
        Program<float> other = tape.Compile([tape.Input(1f)], [tape.Ones([2])]);
        Assert.Throws<ArgumentException>(() => other.CreateWorkspace(first, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => program.CreateWorkspace(first, 3));
    }

    [Fact]
    public void Programs_that_follow_one_another_read_and_write_in_the_same_place()
    {
        using Tape<float> tape = new();
        Variable<float> x = Input(tape);
        using Workspace<float> square = tape.Compile([x], [x.MatMul(x), x.Reshape([1600])]).CreateWorkspace();
        using Workspace<float> root = tape.Compile([x], [x.Exp(), x.Sum()]).CreateWorkspace();
        using Workspace<float> third = tape.Compile([x], [x + x]).CreateWorkspace();
        square.PlaceOutput(0, root, 0);

        // Where it lies in turn.
        third.PlaceInput(0, square, 0);
        square.PlaceInput(0, third, 0);
        Fill(square.Input(0), 3);
        square.Run();
        root.Run();
        third.Run();
        float[] values = square.Input(0).ToArray();
        Assert.Equal(values.Select(static value => value + value), third.Output(0).ToArray());
        Assert.Equal(tape.Input(values, Square).MatMul(tape.Input(values, Square)).ToArray(), root.Input(0).ToArray());
        Assert.Equal(root.Input(0), square.Output(0));
        Assert.Equal(tape.Input(root.Input(0), Square).Exp().ToArray(), root.Output(0).ToArray());
    }

    [Fact]
    public void Placing_and_running_allocate_nothing()
    {
        using Tape<float> tape = new();
        Variable<float> x = Input(tape);
        using Workspace<float> first = tape.Compile([x], [x.Exp()]).CreateWorkspace();
        using Workspace<float> second = tape.Compile([x], [x.Exp()]).CreateWorkspace();
        void Step()
        {
            first.PlaceOutput(0, second, 0);
            first.Run();
            second.Run();
        }

        Step();
        Assert.Equal(0, Allocations.Least(Step));
    }

    [Fact]
    public void An_output_is_not_placed_where_it_would_destroy_what_is_still_read()
    {
        // Read afterwards in the same tiles; read as a whole; read by a later step.
        Refuses(static x => [x.Exp(), x.Exp() + x]);
        Refuses(static x => [x.MatMul(x)]);
        Refuses(static x => [x.Exp(), x.Exp().MatMul(x)]);

        // Read before, or along with it.
        Accepts(static x => [x.Transpose() + x]);
        Accepts(static x => [x - x.Sum()]);
        Accepts(static x => [x.MatMul(x) + x]);
        Accepts(static x => [(x.Exp() * x) - x]);
    }

    [Fact]
    public void What_can_not_be_placed_is_refused_with_the_reason()
    {
        using Tape<float> tape = new();
        Variable<float> x = Input(tape);
        using Workspace<float> workspace = tape.Compile([x], [x, x.Sum([0]), tape.Constant(new float[1600], Square).Exp(), x.Exp()])
            .CreateWorkspace();
        using Workspace<float> other = tape.Compile([x], [x.Exp()]).CreateWorkspace();
        Assert.Contains(
            "no run writes it", Assert.Throws<ArgumentException>(() => workspace.PlaceOutput(0, other, 0)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "[40] and that of input 0", Assert.Throws<ArgumentException>(() => workspace.PlaceOutput(1, other, 0)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no run writes it", Assert.Throws<ArgumentException>(() => workspace.PlaceOutput(2, other, 0)).Message,
            StringComparison.Ordinal);
        workspace.PlaceOutput(3, other, 0);
        other.Dispose();
        Assert.Throws<ObjectDisposedException>(workspace.Run);
        Assert.Throws<ObjectDisposedException>(() => workspace.Output(3).Length);
        Assert.Throws<ObjectDisposedException>(() => workspace.PlaceInput(0, other, 0));
    }

    [Fact]
    public void An_output_that_is_an_input_as_given_keeps_others_from_its_place()
    {
        using Tape<float> tape = new();
        Variable<float> x = Input(tape);
        Program<float> program = tape.Compile([x], [2f * x, x, x.Reshape([1600])]);
        using Workspace<float> host = program.CreateWorkspace();
        using Workspace<float> workspace = program.CreateWorkspace();
        workspace.PlaceOutput(0, host, 0);
        string late = Assert.Throws<ArgumentException>(() => workspace.PlaceInput(0, host, 0)).Message;
        Assert.Contains("Output 1 is input 0 as it was given, and output 0 is written", late, StringComparison.Ordinal);
        workspace.Input(0).Fill(3);
        workspace.Run();
        Assert.Equal((6f, 3f, 3f), (workspace.Output(0)[0], workspace.Output(1)[0], workspace.Output(2)[0]));
    }

    [Fact]
    public void Numbers_of_inputs_and_outputs_that_there_are_not_are_refused_with_the_count()
    {
        using Tape<float> tape = new();
        Variable<float> x = Input(tape);
        Program<float> program = tape.Compile([x], [2f * x, x.Exp()]);
        using Workspace<float> workspace = program.CreateWorkspace();
        Action[] inputs =
        [
            () => program.InputShape(1), () => workspace.Input(-1), () => workspace.PlaceInput(1, workspace, 0),
            () => workspace.PlaceOutput(0, workspace, 1),
        ];
        Action[] outputs = [() => program.OutputShape(2), () => workspace.Output(2), () => workspace.PlaceOutput(-1, workspace, 0)];
        Assert.All(inputs, action => Assert.Contains(
            "has 1 inputs", Assert.Throws<ArgumentOutOfRangeException>(action).Message, StringComparison.Ordinal));
        Assert.All(outputs, action => Assert.Contains(
            "has 2 outputs", Assert.Throws<ArgumentOutOfRangeException>(action).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void What_lies_in_one_place_is_looked_at_whoever_placed_it_and_in_whatever_order()
    {
        using Tape<float> tape = new();
        Variable<float> x = Input(tape);
        Variable<float> y = Input(tape);
        Program<float> product = tape.Compile([x, y], [x.MatMul(x), x.Exp(), x.Exp().MatMul(y)]);
        using Workspace<float> host = product.CreateWorkspace();

        // The input lies elsewhere, in the very place where the output would.
        using Workspace<float> first = product.CreateWorkspace();
        first.PlaceInput(0, host, 0);
        RefusesLate(() => first.PlaceOutput(0, host, 0));
        using Workspace<float> lender = product.CreateWorkspace();
        host.PlaceInput(1, lender, 0);
        RefusesLate(() => lender.PlaceOutput(0, host, 1));

        // The output was there first.
        using Workspace<float> second = product.CreateWorkspace();
        second.PlaceOutput(1, second, 0);
        RefusesLate(() => second.PlaceInput(1, second, 0));
        using Workspace<float> third = product.CreateWorkspace();
        third.PlaceOutput(0, host, 0);
        RefusesLate(() => third.PlaceInput(0, host, 0));
        Assert.Contains(
            "in one place", Assert.Throws<ArgumentException>(() => third.PlaceOutput(1, host, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_value_under_two_names_has_one_place()
    {
        using Tape<float> tape = new();
        Variable<float> x = Input(tape);
        Variable<float> y = x.Exp();
        using Workspace<float> host = tape.Compile([x], [y]).CreateWorkspace();
        using Workspace<float> twice = tape.Compile([x], [y, y.Reshape([1600]), x.Exp()]).CreateWorkspace();
        Assert.Contains(
            "are one value", Assert.Throws<ArgumentException>(() => twice.PlaceOutput(0, host, 0)).Message, StringComparison.Ordinal);

        // As it was given: it moves with the input, and may not be written over.
        using Workspace<float> given = tape.Compile([x], [x, y]).CreateWorkspace();
        Assert.Contains(
            "in one place", Assert.Throws<ArgumentException>(() => given.PlaceOutput(1, given, 0)).Message, StringComparison.Ordinal);
        given.PlaceInput(0, host, 0);
        host.Input(0)[3] = 5;
        Assert.Equal(5, given.Output(0)[3]);
        host.Dispose();
        Assert.Throws<ObjectDisposedException>(() => given.Output(0).Length);
    }

    private static void RefusesLate(Action place)
        => Assert.Contains("is read for the last time", Assert.Throws<ArgumentException>(place).Message, StringComparison.Ordinal);

    private static void Refuses(Func<Variable<float>, Variable<float>[]> function)
    {
        using Workspace<float> workspace = Compiled(function);
        RefusesLate(() => workspace.PlaceOutput(0, workspace, 0));
    }

    private static void Accepts(Func<Variable<float>, Variable<float>[]> function)
    {
        using Workspace<float> expected = Compiled(function);
        using Workspace<float> workspace = Compiled(function);
        workspace.PlaceOutput(0, workspace, 0);
        Fill(expected.Input(0), 4);
        Fill(workspace.Input(0), 4);
        expected.Run();
        workspace.Run();
        Assert.Equal(expected.Output(0), workspace.Input(0));
    }

    private static Workspace<float> Compiled(Func<Variable<float>, Variable<float>[]> function)
    {
        using Tape<float> tape = new();
        Variable<float> x = Input(tape);
        return tape.Compile([x], function(x)).CreateWorkspace();
    }

    private static Variable<float> Input(Tape<float> tape) => tape.Input(new float[Square.ElementCount], Square);

    private static void Fill(Span<float> values, int seed)
    {
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = MathF.Sin((k * 0.37f) + seed) * 0.3f;
        }
    }
}
