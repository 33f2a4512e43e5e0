using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Methods;

/// <summary>Layers that don't adapt between layers that do: by the exact gradient, and along the trajectory.</summary>
public class WarpGradTests
{
    private const int Steps = 4;

    private static readonly Sequential<double> Net = new(
        ("in", new Linear<double>(2, 4)),
        ("warp", new Linear<double>(4, 4)),
        ("tanh", Activations.Tanh<double>()),
        ("out", new Linear<double>(4, 2)));

    private static readonly Parameters<double>[] Tasks = new RandomTasks<double>(5, 6, 2, 2).First(2);

    [Fact]
    public void The_direction_of_the_warps_agrees_with_differences_of_the_objective_with_the_states_held_fast()
    {
        WarpGrad<double> learner = new(Net, Loss.MeanSquaredError, ["warp"], Steps, StepSizes<double>.Constant(0.1));
        Parameters<double> meta = learner.Initialize(3);
        Parameters<double> direction = learner.Numbers(meta, Tasks).Direction;
        Parameters<double> warp = new(meta.Where(static entry => entry.Key.StartsWith("net.warp.", StringComparison.Ordinal)));

        List<Parameters<double>> states = [];
        using (Tape<double> tape = new())
        {
            Episode<double> episode = TaskBatch<double>.Of(Tasks).On(tape);
            InnerCourse<double> course = new(learner.Adaptation, meta.On(tape), episode, detached: true, DerivativeUse.Differentiable);
            Variables<double> x = course.Start();
            for (int k = 0; k < Steps; k++)
            {
                states.Add(x.ToParameters());
                x = course.Step(x, new(episode, k));
            }
        }

        double Objective(double[] values)
        {
            Parameters<double> at = Flat.To(warp, values);
            using Tape<double> tape = new();
            Episode<double> episode = TaskBatch<double>.Of(Tasks).On(tape);
            Parameters<double> all =
                new(meta.Select(entry => at.TryGet(entry.Key, out Tensor<double>? own) ? KeyValuePair.Create(entry.Key, own) : entry));
            InnerCourse<double> course = new(learner.Adaptation, all.On(tape), episode, detached: true, DerivativeUse.Differentiable);
            return states
                .Select((state, k) => course.Outer(course.Step(state.On(tape), new(episode, k)), k + 1).Sum().Scalar)
                .Sum() / Steps;
        }

        double[] found = OfWarp(direction);
        Near.Close(FiniteDifferences.Gradient(Objective, Flat.Of(warp)), found, 1e-7);

        // Not that of the loss after adaptation, which a T-net has.
        Parameters<double> exact =
            new TNet<double>(Net, Loss.MeanSquaredError, ["warp"], Steps, StepSizes<double>.Constant(0.1)).Numbers(meta, Tasks).Direction;
        Assert.True(TensorPrimitives.Distance<double>(OfWarp(exact), found) > 1e-2);
    }

    [Fact]
    public void The_start_moves_to_where_the_steps_lead_or_rests_and_of_one_step_the_warps_direction_is_exact()
    {
        StepSizes<double> sizes = StepSizes<double>.Constant(0.1);
        Parameters<double> meta = new TNet<double>(Net, Loss.MeanSquaredError, ["warp"], 1, sizes).Initialize(3);
        Parameters<double> moving = new WarpGrad<double>(Net, Loss.MeanSquaredError, ["warp"], Steps, sizes).Numbers(meta, Tasks).Direction;
        Parameters<double> resting =
            new WarpGrad<double>(Net, Loss.MeanSquaredError, ["warp"], Steps, sizes, movesStart: false).Numbers(meta, Tasks).Direction;
        NetAdaptation<double> unwarped = new(Net, Loss.MeanSquaredError, sizes, adapts: Selection.Except("warp"));
        Parameters<double> displaced = new Reptile<double>(unwarped, Steps).Numbers(meta, Tasks).Direction;
        Parameters<double> one = new WarpGrad<double>(Net, Loss.MeanSquaredError, ["warp"], 1, sizes).Numbers(meta, Tasks).Direction;
        Parameters<double> exact = new TNet<double>(Net, Loss.MeanSquaredError, ["warp"], 1, sizes).Numbers(meta, Tasks).Direction;
        foreach (string name in meta.Names)
        {
            double[] found = Tensors.ToArray(moving[name]);
            if (name.StartsWith("net.warp.", StringComparison.Ordinal))
            {
                Assert.Equal(found, Tensors.ToArray(resting[name]));
                Near.Close(Tensors.ToArray(exact[name]), Tensors.ToArray(one[name]), 1e-13);
            }
            else
            {
                Near.Close(Tensors.ToArray(displaced[name]), found, 1e-14);
                Assert.All(Tensors.ToArray(resting[name]), static value => Assert.Equal(0, value));
            }
        }
    }

    [Fact]
    public void A_transformation_is_a_metric_of_the_layer_before_it()
    {
        // y = T W x: a step of W moves T W by -alpha T T' G, with G the gradient by the product.
        Sequential<double> linear = new(("w", new Linear<double>(2, 3, bias: false)), ("t", new Linear<double>(3, 2, bias: false)));
        TNet<double> learner = new(linear, Loss.MeanSquaredError, ["t"], steps: 1, StepSizes<double>.Constant(0.1));
        Parameters<double> meta = learner.Initialize(3);
        using Tape<double> tape = new();
        Variable<double> t = tape.Input(meta["net.t.weight"]);
        Variable<double> product = t.MatMul(tape.Input(meta["net.w.weight"]));
        Variable<double> predicted = tape.Input(Tasks[0].SupportInputs).MatMul(product, transposeRight: true);
        Variable<double> loss = Loss.MeanSquaredError(predicted, tape.Input(Tasks[0].SupportTargets));
        Variable<double> expected = product - (0.1 * t.MatMul(t, transposeRight: true).MatMul(tape.Gradient(loss, product)));
        Variable<double> adapted = tape.Input(learner.Adapt(meta, Tasks[0]).Adapted["net.w.weight"]);
        Near.Close(expected.ToArray(), t.MatMul(adapted).ToArray(), 1e-13);
    }

    private static double[] OfWarp(Parameters<double> all)
        => Flat.Of(new Parameters<double>(all.Where(static entry => entry.Key.StartsWith("net.warp.", StringComparison.Ordinal))));
}
