using AutogradMaml.Autograd;
using Microsoft.VisualStudio.TestTools.UnitTesting;

// Xunit, which this project has everywhere, has one too.
using TestClassAttribute = Microsoft.VisualStudio.TestTools.UnitTesting.TestClassAttribute;

namespace AutogradMaml.PublicApi.Tests.HowTo;

/// <summary>A test as MSTest has it; what MSTest would call is called by <see cref="CheckedGradientTests"/>.</summary>
[TestClass]
public sealed class GradientsInMSTest
{
    [TestMethod]
    [DataRow(0.5, 2.0)]
    [DataRow(-1.0, 0.3)]
    public void My_gradient_is_right(double x, double y)
        => GradientCheck.Assert(p => p[0] * p[1], p => [p[1], p[0]], [x, y], new GradientCheckOptions { Mode = CheckMode.Full });
}
