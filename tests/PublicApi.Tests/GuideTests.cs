using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>The programs of docs/02-maml-on-the-tape.md, as they stand there.</summary>
public class GuideTests
{
    [Fact]
    public void The_program_is_the_formula_and_the_second_order_term_is_what_it_is_said_to_be()
    {
        var model = new Sequential<double>(new Linear<double>(1, 8), Activations.Tanh<double>(), new Linear<double>(8, 1));
        const ulong seed = 1;
        const double alpha = 0.1;
        double[] inputs = [-2, -1, 0.5, 1.5];

        // <guide>
        using var tape = new Tape<double>();
        var xs = tape.Input(inputs, [4, 1]);
        var ys = xs.Sin();
        var xq = tape.Input([-1.5, 0, 1], [3, 1]);
        var yq = xq.Sin();

        var theta = model.Initialize(seed).On(tape);
        var support = Loss.MeanSquaredError(model.Forward(theta, xs), ys);
        var adapted = theta - alpha * tape.Gradient(support, theta);        // stays on the tape
        var query = Loss.MeanSquaredError(model.Forward(adapted, xq), yq);
        var metaGradient = tape.Gradient(query, theta);                     // exact: through the inner step

        var firstOrder = FirstOrder();

        Variables<double> FirstOrder()
        {
            var adapted = theta - alpha * tape.Gradient(support, theta).Detach();   // first order: the inner gradient is a constant
            var query = Loss.MeanSquaredError(model.Forward(adapted, xq), yq);
            return tape.Gradient(query, theta);
        }

        var g = tape.Gradient(query, adapted);                          // at the adapted parameters
        var predicted = -alpha * tape.HessianVectorProduct(support, theta, g);  // -alpha H g
        var seen = metaGradient - firstOrder;                              // equal to rounding

        // </guide>
        double distance = (seen - predicted).Norm().Scalar;
        double size = predicted.Norm().Scalar;
        Assert.True(size > 1e-3 && distance < 1e-13 * size, $"|seen - predicted| = {distance}, |predicted| = {size}");
    }

    [Fact]
    public void Every_line_of_the_guides_programs_is_compiled_above()
        => Guide.RequireCompiled("02-maml-on-the-tape.md", "GuideTests.cs", 3);
}
