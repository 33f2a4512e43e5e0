using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs;

public sealed class HostTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void A_counter_that_is_called_twice_counts_twice_recorded_and_replayed()
    {
        int count = 0;
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(1.0);
        Variable<double> first = Count(x);
        Variable<double> second = Count(x);
        Assert.Equal((1.0, 2.0), (first.Scalar, second.Scalar));
        Program<double> program = tape.Compile([x], [first, second]);
        using Workspace<double> workspace = program.CreateWorkspace(_pool.Pool);
        workspace.Run();
        Assert.Equal((3.0, 4.0), (workspace.Output(0)[0], workspace.Output(1)[0]));
        workspace.Run();
        Assert.Equal((5.0, 6.0), (workspace.Output(0)[0], workspace.Output(1)[0]));

        Variable<double> Count(Variable<double> argument)
            => tape.Host("counter", context => context.Result(0)[0] = ++count, [Shape.Scalar], [argument])[0];
    }

    [Fact]
    public void A_user_s_operation_that_is_not_pure_is_not_shared_and_one_that_is_pure_is()
    {
        int count = 0;
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(1.0);
        foreach (bool isPure in (bool[])[false, true])
        {
            CustomOperation<double> operation = new("counter", inputs => inputs[0], context => context.Output[0] = ++count, isPure: isPure);
            Variable<double> sum = tape.Apply(operation, x) + tape.Apply(operation, x);
            using Workspace<double> workspace = tape.Compile([x], [sum]).CreateWorkspace(_pool.Pool);
            count = 0;
            workspace.Run();
            Assert.Equal(isPure ? 1 : 2, count);
        }
    }

    [Fact]
    public void A_call_on_constants_or_without_arguments_is_made_in_every_run()
    {
        int count = 0;
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(1.0);
        Variable<double> onConstant = tape.Host(
            "a", context => context.Result(0)[0] = context.Argument(0)[0] * ++count, [Shape.Scalar], [tape.Constant(10.0)])[0];
        Variable<double> without = tape.Host("b", context => context.Result(0)[0] = ++count, [Shape.Scalar], [])[0];
        using Workspace<double> workspace = tape.Compile([x], [x * onConstant * without]).CreateWorkspace(_pool.Pool);
        workspace.Input(0)[0] = 1;
        workspace.Run();
        Assert.Equal(10 * 3 * 4, workspace.Output(0)[0]);
        workspace.Run();
        Assert.Equal(10 * 5 * 6, workspace.Output(0)[0]);
    }

    // Great arrays around the calls, whose steps the compiler gathers across whatever lies between.
    [Fact]
    public void Calls_keep_the_order_in_which_they_were_recorded()
    {
        List<string> order = [];
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> x = tape.Input(new float[5000], [5000], "x");
        Variable<float> late = Call("first", x.Sin().Sum());
        Variable<float> chain = (x * late).Cos();
        Variable<float> small = Call("second", tape.Constant(1f));
        Variable<float> sum = ((chain + small) * (x.Sin() + Call("third", late))).Sum();
        using Workspace<float> workspace = tape.Compile([x], [sum, small]).CreateWorkspace(_pool.Pool);
        order.Clear();
        workspace.Run();
        Assert.Equal(["first", "second", "third"], order);

        Variable<float> Call(string name, Variable<float> argument)
            => tape.Host(name, context =>
            {
                order.Add(name);
                context.Result(0)[0] = context.Argument(0)[0];
            }, [Shape.Scalar], [argument])[0];
    }

    [Fact]
    public void A_call_that_no_output_needs_is_left_out()
    {
        int count = 0;
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(1.0);
        tape.Host("unused", _ => count++, [Shape.Scalar], [x]);
        using Workspace<double> workspace = tape.Compile([x], [x + x]).CreateWorkspace(_pool.Pool);
        count = 0;
        workspace.Run();
        Assert.Equal(0, count);
    }

    [Fact]
    public void Results_have_their_shapes_and_scratch_its_length_and_derivatives_take_them_for_constants()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([1.0, 2.0, 3.0], [3]);
        Variable<double>[] results = tape.Host("both", Both, [[3], [2, 1]], [x], scratchLength: 7);
        Assert.Equal([3], results[0].Shape);
        Assert.Equal([2, 1], results[1].Shape);
        Assert.Equal([2.0, 4.0, 6.0], results[0].ToArray());
        Assert.Equal([7.0, 3.0], results[1].ToArray());
        Assert.Equal([2.0, 4.0, 6.0], tape.Gradient((x * results[0]).Sum(), x).ToArray());

        static void Both(HostContext<double> context)
        {
            for (int k = 0; k < 3; k++)
            {
                context.Result(0)[k] = 2 * context.Argument(0)[k];
            }

            context.Result(1)[0] = context.Scratch.Length;
            context.Result(1)[1] = context.ArgumentShape(0).ElementCount;
        }
    }

    [Fact]
    public void What_a_call_throws_carries_its_name_recorded_and_replayed_and_leaves_the_tape_as_it_was()
    {
        bool fails = true;
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(1.0);
        int before = tape.Count;
        HostCallException thrown = Assert.Throws<HostCallException>(() => Call());
        Assert.Equal("The host call 'simulator' threw FormatException: no such state", thrown.Message);
        Assert.IsType<FormatException>(thrown.InnerException);
        Assert.Equal(before, tape.Count);

        fails = false;
        using Workspace<double> workspace = tape.Compile([x], [Call()]).CreateWorkspace(_pool.Pool);
        workspace.Run();
        fails = true;
        Assert.Equal("host call 'simulator'", Assert.Throws<HostCallException>(workspace.Run).Call);

        Variable<double> Call() => tape.Host(
            "simulator",
            context => context.Result(0)[0] = fails ? throw new FormatException("no such state") : 1,
            [Shape.Scalar],
            [x])[0];
    }

    [Fact]
    public void A_run_with_calls_allocates_nothing()
    {
        using Tape<float> tape = _pool.Tape<float>();
        Variable<float> x = tape.Input(new float[100], [100]);
        Variable<float> y = tape.Host("copy", static context => context.Argument(0).CopyTo(context.Result(0)), [x.Shape], [x])[0];
        using Workspace<float> workspace = tape.Compile([x], [(x * y).Sum()]).CreateWorkspace(_pool.Pool);
        workspace.Run();
        Assert.Equal(0, Allocations.Least(workspace.Run));
    }

    [Fact]
    public void Inside_a_checkpoint_a_call_is_refused_by_its_name()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(1.0);
        int before = tape.Count;
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(
            () => tape.Checkpoint(inside => inside[0] * tape.Host("dice", context => context.Result(0)[0] = 4, [Shape.Scalar], [])[0], x));
        Assert.Contains("host call 'dice'", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(before, tape.Count);
    }
}
