using AutogradMaml.Autograd;
using NUnit.Framework;

namespace AutogradMaml.PublicApi.Tests.HowTo;

/// <summary>A test as NUnit has it; what NUnit would call is called by <see cref="CheckedGradientTests"/>.</summary>
[TestFixture]
public sealed class GradientsInNUnit
{
    [TestCase(0.5, 2.0)]
    [TestCase(-1.0, 0.3)]
    public void My_gradient_is_right(double x, double y)
        => GradientCheck.Assert(p => p[0] * p[1], p => [p[1], p[0]], [x, y], new GradientCheckOptions { Mode = CheckMode.Full });
}
