using AutogradMaml.Autograd;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>The one-line gradient check of the README and of chapter 3, as it stands there.</summary>
public sealed class ReadmeCheckTests
{
    [Fact]
    public void The_one_line_check_accepts_the_right_gradient_and_refuses_a_wrong_one()
    {
        GradientCheck.Assert(x => Math.Exp(x[0]) * x[1], x => [Math.Exp(x[0]) * x[1], Math.Exp(x[0])], [0.5, 2.0]);
        GradientCheckException wrong = Assert.Throws<GradientCheckException>(
            () => GradientCheck.Assert(x => Math.Exp(x[0]) * x[1], x => [Math.Exp(x[0]), Math.Exp(x[0])], [0.5, 2.0]));
        Assert.Contains("WrongRule", wrong.Message, StringComparison.Ordinal);
    }
}
