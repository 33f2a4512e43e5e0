using System.Numerics;

namespace AutogradMaml.Nn;

/// <summary>The usual ways to draw the initial values of a parameter.</summary>
/// <remarks>
/// Fan-in and fan-out are the numbers of inputs that reach one output and of outputs that one input reaches: for a linear weight [out, in]
/// they are in and out; for a convolution [out, in, height, width] they are in * height * width and out * height * width. A parameter with
/// fewer than two axes has neither, and the initializers that need them refuse it.
/// </remarks>
public static class Initializers
{
    /// <summary>The same value everywhere.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public static Initializer<T> Constant<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => T.IsFinite(value) ? new ConstantInitializer<T>(value)
            : throw new ArgumentOutOfRangeException(nameof(value), $"A parameter starts at a finite number, got {value}.");

    /// <summary>The identity matrix: 1 on the diagonal and 0 elsewhere. The parameter is a square matrix, [n, n], or the weight of a
    /// convolution of one place, [n, n, 1, 1].</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static Initializer<T> Identity<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new IdentityInitializer<T>();

    /// <summary>Uniform on [low, high).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end, not below <paramref name="low"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An end is not finite, or they are in the wrong order.</exception>
    public static Initializer<T> Uniform<T>(double low, double high)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new UniformInitializer<T>(low, high);

    /// <summary>Normal with mean 0 and the given standard deviation.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="standardDeviation">The standard deviation; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The standard deviation is negative or not finite.</exception>
    public static Initializer<T> Normal<T>(double standardDeviation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new NormalInitializer<T>(standardDeviation);

    /// <summary>Normal with mean 0, cut at two standard deviations: what falls outside is drawn again.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="standardDeviation">The standard deviation s before the cut; not negative. After it, it is 0.8796 s.</param>
    /// <remarks>The MAML paper's nets start from it with s = 0.01. Source: C. Finn, P. Abbeel and S. Levine, Model-agnostic meta-learning
    /// for fast adaptation of deep networks, 2017.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The standard deviation is negative or not finite.</exception>
    public static Initializer<T> TruncatedNormal<T>(double standardDeviation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new TruncatedNormalInitializer<T>(standardDeviation);

    /// <summary>Uniform on [-a, a) with a = sqrt(6 / (fan_in + fan_out)).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <remarks>Variance 2 / (fan_in + fan_out), which keeps the scale of values and gradients through tanh-like layers. Source: X. Glorot
    /// and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010, equation 16.</remarks>
    public static Initializer<T> GlorotUniform<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new FanScaledInitializer<T>(static fans => 2.0 / (fans.In + fans.Out), normal: false);

    /// <summary>Normal with mean 0 and variance 2 / (fan_in + fan_out).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <remarks>Source: X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010,
    /// equation 12.</remarks>
    public static Initializer<T> GlorotNormal<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new FanScaledInitializer<T>(static fans => 2.0 / (fans.In + fans.Out), normal: true);

    /// <summary>Uniform on [-a, a) with a = sqrt(6 / fan_in).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <remarks>Variance 2 / fan_in, which keeps the scale of values through ReLU layers. Source: K. He, X. Zhang, S. Ren and J. Sun,
    /// Delving deep into rectifiers, 2015, equation 10.</remarks>
    public static Initializer<T> HeUniform<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new FanScaledInitializer<T>(static fans => 2.0 / fans.In, normal: false);

    /// <summary>Normal with mean 0 and variance 2 / fan_in.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <remarks>Source: K. He, X. Zhang, S. Ren and J. Sun, Delving deep into rectifiers, 2015, equation 10.</remarks>
    public static Initializer<T> HeNormal<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new FanScaledInitializer<T>(static fans => 2.0 / fans.In, normal: true);

    /// <summary>Uniform on [-a, a) with a = 1 / sqrt(fan_in): how PyTorch starts linear and convolution layers, weight and bias.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="fanIn">The fan-in; by default that of the parameter's shape. A bias has none: give it that of its weight.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fan-in is below 1.</exception>
    public static Initializer<T> FanInUniform<T>(int? fanIn = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (fanIn is not int given)
        {
            return new FanScaledInitializer<T>(static fans => 1 / (3.0 * fans.In), normal: false);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(given, 1, nameof(fanIn));
        double bound = 1 / Math.Sqrt(given);
        return new UniformInitializer<T>(-bound, bound);
    }

    /// <summary>gain times a random matrix with orthonormal rows, or orthonormal columns where it is taller than wide.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="gain">What the matrix is multiplied by: 1 for linear layers, sqrt(2) for ReLU.</param>
    /// <remarks>A convolution [out, in, height, width] is taken as the matrix [out, in * height * width]. The matrix is uniform over all
    /// such matrices: columns drawn from the normal distribution, made orthonormal in order. Costs out * fan_in * min(out, fan_in)
    /// multiplications. Source: A. M. Saxe, J. L. McClelland and S. Ganguli, Exact solutions to the nonlinear dynamics of learning in deep
    /// linear neural networks, 2013.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The gain is not finite.</exception>
    public static Initializer<T> Orthogonal<T>(double gain = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new OrthogonalInitializer<T>(gain);
}
