using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>What holds of every optimizer beside what OptimizerTests has: second derivatives through its steps, replay, single precision
/// and bad input.</summary>
public class OptimizerCatalogueTests
{
    private const int Steps = 3;

    private static readonly double[] Start = [0.4, -1.2, 0.7, 1.1];

    [Theory]
    [MemberData(nameof(OptimizerCatalogue.Names), MemberType = typeof(OptimizerCatalogue))]
    public void Second_derivatives_through_the_steps_agree_with_differences_of_the_first(string name)
    {
        // By the start and by the step size: the loss after the steps, as a meta-learner has it, and its gradient again.
        Parameters<double> at = new(
            [new("w", Tensors.Create<double>(Start, [4])), new("step size", Tensors.Create<double>([OptimizerCatalogue.StepSize], [1]))]);
        GradientReport report = GradientCheck.Run(
            point => Outer(OptimizerCatalogue.Descend(
                name,
                new Variables<double>([new("w", point["w"])]),
                Inner,
                Steps,
                point["step size"].Reshape(Shape.Scalar))["w"]),
            at,
            new() { Mode = CheckMode.Full, Orders = 2 });
        Assert.True(report.Passed, report.ToString());
    }

    [Theory]
    [MemberData(nameof(OptimizerCatalogue.Names), MemberType = typeof(OptimizerCatalogue))]
    public void A_program_of_its_steps_gives_the_bits_of_the_recording(string name)
        => ReplayedBits.Require<float>(2, (tape, point) =>
        {
            Variable<float> w = tape.Input([.. Waves.Of(4, point).Select(static x => (float)x)], [4]);
            Variable<float> stepSize = tape.Input(0.1f / (point + 1));
            Variable<float> loss = Outer(OptimizerCatalogue.Descend(
                OptimizerCatalogue.Get(name).InFloat, new Variables<float>([new("w", w)]), Inner, Steps, stepSize)["w"]);
            Variable<float>[] gradient = tape.Gradient(loss, [w, stepSize]);
            return ([w, stepSize], [loss, .. gradient, tape.HessianVectorProduct(loss, w, tape.Ones([4]))]);
        });

    [Theory]
    [MemberData(nameof(OptimizerCatalogue.Names), MemberType = typeof(OptimizerCatalogue))]
    public void In_single_precision_its_steps_are_the_same_to_rounding(string name)
    {
        using PoolCheck pool = new();
        using Tape<float> tape = pool.Tape<float>();
        using Tape<double> exact = pool.Tape<double>();
        Variables<float> w = new([new("w", tape.Input(Array.ConvertAll(Start, static x => (float)x), [4]))]);
        Variables<double> precise = new([new("w", exact.Input(Start, [4]))]);
        Near.Close(
            OptimizerCatalogue.Descend(name, precise, Inner, Steps, OptimizerCatalogue.StepSize)["w"].Values,
            Near.ToDouble<float>(
                OptimizerCatalogue.Descend(
                    OptimizerCatalogue.Get(name).InFloat, w, Inner, Steps, (float)OptimizerCatalogue.StepSize)["w"].Values),
            1e-5);
    }

    [Theory]
    [MemberData(nameof(OptimizerCatalogue.Names), MemberType = typeof(OptimizerCatalogue))]
    public void Numbers_out_of_range_are_refused(string name)
    {
        Assert.NotEmpty(OptimizerCatalogue.Get(name).Bad);
        Assert.All(OptimizerCatalogue.Get(name).Bad, static made => Assert.Throws<ArgumentOutOfRangeException>(made));
    }

    private static Variable<T> Inner<T>(Variables<T> theta)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        => (theta["w"].Sin() * theta["w"]).Sum() + theta["w"].Exp().Sum();

    private static Variable<T> Outer<T>(Variable<T> w)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        => w.Cos().Sum() + w.Square().Sum();
}
