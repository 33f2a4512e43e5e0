using System.Numerics;

namespace AutogradMaml.Nn;

/// <summary>The usual activations as modules. Formulas and derivatives at kinks stand with the operations of the same names.</summary>
public static class Activations
{
    /// <summary>max(x, 0).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static Activation<T> Relu<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new("relu", static x => x.Relu());

    /// <summary>x above 0, slope * x elsewhere.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="slope">The slope below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public static Activation<T> LeakyRelu<T>(T slope)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => T.IsFinite(slope) ? new("leaky relu", x => x.LeakyRelu(slope))
            : throw new ArgumentOutOfRangeException(nameof(slope), $"The slope below 0 must be finite, got {slope}.");

    /// <summary>The hyperbolic tangent.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static Activation<T> Tanh<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new("tanh", static x => x.Tanh());

    /// <summary>1 / (1 + exp(-x)).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static Activation<T> Sigmoid<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new("sigmoid", static x => x.Sigmoid());

    /// <summary>log(1 + exp(x)).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static Activation<T> Softplus<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new("softplus", static x => x.Softplus());

    /// <summary>x times the standard normal distribution function of x.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static Activation<T> Gelu<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new("gelu", static x => x.Gelu());
}
