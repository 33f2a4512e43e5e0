namespace AutogradMaml.Autograd.Checking;

/// <summary>
/// What the check works on, whatever is behind it: at each order a function of all elements of the point to one number, and its gradient.
/// Order 1 is the function; order n is the gradient of order n - 1 contracted with a fixed direction.
/// </summary>
internal abstract class CheckedFunction(IReadOnlyList<CheckedInput> inputs, double[] point, double precision)
{
    public IReadOnlyList<CheckedInput> Inputs { get; } = inputs;

    public double[] Point { get; } = point;

    /// <summary>The distance from 1 to the next number of the type that it computes in.</summary>
    public double Precision { get; } = precision;

    public bool IsDouble => Precision < 1e-10;

    /// <summary>How often the function was computed, at any order.</summary>
    public int Evaluations { get; protected set; }

    /// <summary>The first write to an input that was seen, in words.</summary>
    public string? Mutation { get; protected set; }

    /// <summary>The message of a sweep that refused at the last <see cref="Gradient"/>, or null.</summary>
    public string? Refusal { get; protected set; }

    /// <summary>Where the value or gradient was last seen not finite, if that is known.</summary>
    public string? NonFinite { get; protected set; }

    /// <summary>What is checked at an order, in words.</summary>
    public virtual string Derivative(int order) => order == 1 ? "gradient" : Text.Format($"gradient of order {order}");

    /// <summary>What is differentiated at an order, in words.</summary>
    public string Differentiated(int order) => order == 1 ? "function" : $"{Derivative(order - 1)} along the fixed direction";

    /// <summary>Why a derivative is likely to be wrong first at an order above 1; empty where nothing is known of how it is
    /// computed.</summary>
    public virtual string LikelyCause => string.Empty;

    public abstract double Value(double[] x, int order);

    /// <summary>The gradient over all elements; empty when the sweep refused, with <see cref="Refusal"/> saying why.</summary>
    public abstract double[] Gradient(double[] x, int order, out double value);

    /// <summary>The derivative along a direction by forward mode; null when there is no forward mode.</summary>
    public virtual double? Forward(int order, double[] direction, out string? refusal)
    {
        refusal = null;
        return null;
    }

    /// <summary>The operation at which a fault of the given kind shows first; null when there is no tape, or no operation shows it by
    /// itself.</summary>
    public virtual OperationFault? Locate(GradientVerdict verdict, int order) => null;

    /// <summary>Whether any operation leads from the input to the result; null when that can't be known.</summary>
    public virtual bool? IsConnected(int input) => null;
}
