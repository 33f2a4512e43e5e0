using AutogradMaml.Autograd;

namespace AutogradMaml.PublicApi.Tests.HowTo;

/// <summary>docs/how-to/check-in-my-tests.md, compiled and run.</summary>
public sealed class CheckedGradientTests
{
    [Fact]
    public void The_programs_stand_in_the_tests()
        => Guide.RequireCompiled(
            "how-to/check-in-my-tests.md", 4, "HowTo/CheckedGradientTests.cs", "HowTo/GradientsInNUnit.cs", "HowTo/GradientsInMSTest.cs");

    // With the arguments that the other frameworks would call them with.
    [Theory]
    [InlineData(0.5, 2.0)]
    [InlineData(-1.0, 0.3)]
    public void The_same_in_NUnit_and_in_MSTest(double x, double y)
    {
        new GradientsInNUnit().My_gradient_is_right(x, y);
        new GradientsInMSTest().My_gradient_is_right(x, y);
    }

    [Fact]
    public void My_gradient_is_right()
        => GradientCheck.Assert(Loss, LossGradient, [0.5, 2.0], new GradientCheckOptions { Mode = CheckMode.Full });

    private static double Loss(double[] x) => Math.Exp(x[0]) * x[1];

    private static double[] LossGradient(double[] x) => [Math.Exp(x[0]) * x[1], Math.Exp(x[0])];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void My_layer_is_right_to_the_second_order(ulong seed)
    {
        RandomStream random = new(seed, "point");
        double[] point = [.. Enumerable.Range(0, 6).Select(_ => random.NextUniform(-1, 1))];
        GradientCheck.Assert(x => (x.Tanh() * x).Sum(), Tensors.Wrap(point, [2, 3]), new GradientCheckOptions { Orders = 2 });
    }
}
