using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Differentiation;

/// <summary>Meta-gradients that can be worked out by hand: the model w.x without bias, with loss (x.w)^2 / 2, from w = [2, 3, 5].</summary>
public class KnownMetaGradientTests
{
    [Fact]
    public void One_inner_step_gives_the_adapted_weights_and_the_exact_meta_gradient()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> weights = tape.Input([2, 3, 5], [3]);
        Variable<double> adapted = InnerStep(tape, weights, 0.5, [1, 2, 3], firstOrder: false);
        Assert.Equal([-9.5, -20, -29.5], adapted.ToArray());

        Variable<double> query = Loss(tape, adapted, [4, 5, 6]);
        Assert.Equal([3780.0, 8505, 13230], tape.Gradient(query, weights).ToArray());
    }

    [Fact]
    public void Detaching_the_inner_gradient_gives_the_first_order_meta_gradient()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> weights = tape.Input([2, 3, 5], [3]);
        Variable<double> adapted = InnerStep(tape, weights, 0.5, [1, 2, 3], firstOrder: true);
        Variable<double> query = Loss(tape, adapted, [4, 5, 6]);
        Assert.Equal([-1260.0, -1575, -1890], tape.Gradient(query, weights).ToArray());
    }

    [Fact]
    public void Three_inner_steps_of_size_one()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> weights = tape.Input([2, 3, 5], [3]);
        Variable<double> adapted = weights;
        for (int step = 0; step < 3; step++)
        {
            adapted = InnerStep(tape, adapted, 1.0, [1, 2, 3], firstOrder: false);
        }

        Variable<double> query = (adapted * tape.Constant([4, 5, 6], [3])).Sum();
        Assert.Equal(-115499, query.Scalar);
        Assert.Equal([-5020.0, -10043, -15066], tape.Gradient(query, weights).ToArray());
    }

    [Fact]
    public void The_exact_and_the_first_order_meta_gradient_differ_by_the_Hessian_term()
    {
        // (I - alpha H) g against g: the difference is alpha H g.
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> weights = tape.Input([0.3, -0.7, 1.1], [3]);
        const double Alpha = 0.1;
        Variable<double> support = ((weights * tape.Constant([1, 2, 3], [3])).Sum().Sin() + (weights * weights * weights).Sum()).Square();
        Variable<double> gradient = tape.Gradient(support, weights);
        Variable<double> exactly = tape.Gradient(Loss(tape, weights - (Alpha * gradient), [4, 5, 6]), weights);
        Variable<double> adapted = weights - (Alpha * gradient.Detach());
        Variable<double> query = Loss(tape, adapted, [4, 5, 6]);
        Variable<double> firstOrder = tape.Gradient(query, weights);
        Variable<double> hessianTerm = tape.HessianVectorProduct(support, weights, firstOrder.Detach());
        Near.Close(exactly.Values, (firstOrder - (Alpha * hessianTerm)).Values, 1e-14);
    }

    private static Variable<double> Loss(Tape<double> tape, Variable<double> weights, double[] x)
        => 0.5 * (weights * tape.Constant(x, [3])).Sum().Square();

    private static Variable<double> InnerStep(Tape<double> tape, Variable<double> weights, double size, double[] x, bool firstOrder)
    {
        Variable<double> gradient = tape.Gradient(Loss(tape, weights, x), weights);
        return weights - (size * (firstOrder ? gradient.Detach() : gradient));
    }
}
