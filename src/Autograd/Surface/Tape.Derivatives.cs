namespace AutogradMaml.Autograd;

/// <content>The derivatives that a user asks for, each made of sweeps.</content>
public sealed partial class Tape<T>
{
    /// <summary>The gradient of a scalar by one variable: d loss / d input, in the shape of the input.</summary>
    /// <param name="loss">A single number on this tape.</param>
    /// <param name="input">The variable to differentiate by; what the loss does not depend on has gradient zero.</param>
    /// <param name="use">Whether the gradient may be differentiated again (the default) or only its value is wanted.</param>
    /// <returns>The gradient, on this tape.</returns>
    /// <exception cref="ArgumentException">The loss is not a single number, or a variable is of another tape.</exception>
    /// <remarks>Cost: at most a small constant times that of the loss, whatever the number of inputs (reverse mode). This is the total
    /// derivative: when one input depends on another, the path through it counts towards the other.</remarks>
    public Variable<T> Gradient(Variable<T> loss, Variable<T> input, DerivativeUse use = DerivativeUse.Differentiable)
        => Gradient(loss, [input], use)[0];

    /// <summary>The gradients of a scalar by several variables, in one sweep.</summary>
    /// <param name="loss">A single number on this tape.</param>
    /// <param name="inputs">The variables to differentiate by.</param>
    /// <param name="use">Whether the gradients may be differentiated again (the default) or only their values are wanted.</param>
    /// <returns>The gradients, in the order of the inputs.</returns>
    /// <exception cref="ArgumentException">The loss is not a single number, or a variable is of another tape.</exception>
    public Variable<T>[] Gradient(Variable<T> loss, ReadOnlySpan<Variable<T>> inputs, DerivativeUse use = DerivativeUse.Differentiable)
    {
        Shape shape = ShapeOf(IndexOf(loss));
        if (shape.ElementCount != 1)
        {
            throw new ArgumentException(
                $"Gradient takes a loss that is a single number, got shape {shape}: reduce it with Sum() or " +
                "Mean(), or give its cotangent to VectorJacobianProduct, or ask for the Jacobian.",
                nameof(loss));
        }

        Variable<T>[] all = [.. inputs];
        return Compose(() => Backwards(loss, Ones(shape), all, use));
    }

    /// <summary>The gradients of a scalar by a named set of variables, in one sweep.</summary>
    /// <param name="loss">A single number on this tape.</param>
    /// <param name="inputs">The variables to differentiate by.</param>
    /// <param name="use">Whether the gradients may be differentiated again (the default) or only their values are wanted.</param>
    /// <returns>The gradients, under the names of the inputs.</returns>
    public Variables<T> Gradient(Variable<T> loss, Variables<T> inputs, DerivativeUse use = DerivativeUse.Differentiable)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.WithValues(Gradient(loss, inputs.Values, use));
    }

    /// <summary>The value and the gradient of a function at a point.</summary>
    /// <param name="function">From a variable to a single number on the same tape.</param>
    /// <param name="point">The point, on this tape.</param>
    /// <param name="use">Whether the gradient may be differentiated again (the default) or only its value is wanted.</param>
    public (Variable<T> Value, Variable<T> Gradient) ValueAndGradient(
        Func<Variable<T>, Variable<T>> function,
        Variable<T> point,
        DerivativeUse use = DerivativeUse.Differentiable)
    {
        ArgumentNullException.ThrowIfNull(function);
        Variable<T> value = function(point);
        return (value, Gradient(value, point, use));
    }

    /// <summary>The vector-Jacobian product J' c, with J = d output / d input: one reverse sweep.</summary>
    /// <param name="output">The output, of any shape.</param>
    /// <param name="cotangent">The cotangent c, in the shape of the output.</param>
    /// <param name="input">The variable to differentiate by.</param>
    /// <param name="use">Whether the product may be differentiated again (the default) or only its value is wanted.</param>
    /// <returns>The product, in the shape of the input.</returns>
    public Variable<T> VectorJacobianProduct(
        Variable<T> output, Variable<T> cotangent, Variable<T> input, DerivativeUse use = DerivativeUse.Differentiable)
        => VectorJacobianProduct(output, cotangent, [input], use)[0];

    /// <summary>The vector-Jacobian products by several variables, in one reverse sweep.</summary>
    /// <param name="output">The output, of any shape.</param>
    /// <param name="cotangent">The cotangent c, in the shape of the output.</param>
    /// <param name="inputs">The variables to differentiate by.</param>
    /// <param name="use">Whether the products may be differentiated again (the default) or only their values are wanted.</param>
    /// <returns>The products, in the order and shapes of the inputs.</returns>
    public Variable<T>[] VectorJacobianProduct(
        Variable<T> output, Variable<T> cotangent, ReadOnlySpan<Variable<T>> inputs, DerivativeUse use = DerivativeUse.Differentiable)
    {
        RequireSameShape(output, cotangent, "cotangent", "output");
        return Backwards(output, cotangent, inputs, use);
    }

    /// <summary>The Jacobian-vector product J t, with J = d output / d input: one forward sweep.</summary>
    /// <param name="output">The output, of any shape.</param>
    /// <param name="input">The variable to differentiate by.</param>
    /// <param name="tangent">The tangent t, in the shape of the input.</param>
    /// <param name="use">Whether the product may be differentiated again (the default) or only its value is wanted.</param>
    /// <returns>The product, in the shape of the output.</returns>
    public Variable<T> JacobianVectorProduct(
        Variable<T> output, Variable<T> input, Variable<T> tangent, DerivativeUse use = DerivativeUse.Differentiable)
        => JacobianVectorProduct([output], [input], [tangent], use)[0];

    /// <summary>The Jacobian-vector products of several outputs along one tangent of several inputs, in one forward sweep.</summary>
    /// <param name="outputs">The outputs, of any shapes.</param>
    /// <param name="inputs">The variables to differentiate by.</param>
    /// <param name="tangent">The tangent: one part per input, in its shape.</param>
    /// <param name="use">Whether the products may be differentiated again (the default) or only their values are wanted.</param>
    /// <returns>The products, in the order and shapes of the outputs.</returns>
    public Variable<T>[] JacobianVectorProduct(
        ReadOnlySpan<Variable<T>> outputs,
        ReadOnlySpan<Variable<T>> inputs,
        ReadOnlySpan<Variable<T>> tangent,
        DerivativeUse use = DerivativeUse.Differentiable)
    {
        RequireSameShapes(inputs, tangent, "tangent");
        return Forwards(outputs, inputs, tangent, use);
    }

    /// <summary>The Hessian-vector product H v of a scalar, forward over reverse: the derivative of the gradient along v.</summary>
    /// <param name="loss">A single number on this tape.</param>
    /// <param name="input">The variable to differentiate by.</param>
    /// <param name="direction">The direction v, in the shape of the input.</param>
    /// <param name="use">Whether the product may be differentiated again (the default) or only its value is wanted.</param>
    /// <returns>The product, in the shape of the input.</returns>
    /// <remarks>Costs a small constant times the loss; the Hessian is never formed. Source: B. A. Pearlmutter, Fast exact multiplication
    /// by the Hessian, 1994.</remarks>
    public Variable<T> HessianVectorProduct(
        Variable<T> loss, Variable<T> input, Variable<T> direction, DerivativeUse use = DerivativeUse.Differentiable)
        => HessianVectorProduct(loss, [input], [direction], use)[0];

    /// <summary>The Hessian-vector product of a scalar in several inputs taken together.</summary>
    /// <param name="loss">A single number on this tape.</param>
    /// <param name="inputs">The variables to differentiate by.</param>
    /// <param name="direction">The direction: one part per input, in its shape.</param>
    /// <param name="use">Whether the product may be differentiated again (the default) or only its value is wanted.</param>
    /// <returns>The product: one part per input.</returns>
    public Variable<T>[] HessianVectorProduct(
        Variable<T> loss,
        ReadOnlySpan<Variable<T>> inputs,
        ReadOnlySpan<Variable<T>> direction,
        DerivativeUse use = DerivativeUse.Differentiable)
    {
        RequireSameShapes(inputs, direction, "direction");

        // The gradient itself must be differentiable here, whatever becomes of the product.
        Variable<T>[] by = [.. inputs];
        Variable<T>[] along = [.. direction];
        return Finished(
            () => Indices(JacobianVectorProduct(Gradient(loss, by), by, along)), [IndexOf(loss), .. Indices(by), .. Indices(along)], use);
    }

    /// <summary>The Hessian-vector product of a scalar in a named set of variables.</summary>
    /// <param name="loss">A single number on this tape.</param>
    /// <param name="inputs">The variables to differentiate by.</param>
    /// <param name="direction">The direction, under the same names.</param>
    /// <param name="use">Whether the product may be differentiated again (the default) or only its value is wanted.</param>
    public Variables<T> HessianVectorProduct(
        Variable<T> loss, Variables<T> inputs, Variables<T> direction, DerivativeUse use = DerivativeUse.Differentiable)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(direction);
        inputs.RequireSameNames(direction);
        return inputs.WithValues(HessianVectorProduct(loss, inputs.Values, direction.Values, use));
    }

    /// <summary>The Jacobian d output / d input, by as many sweeps as the smaller side has elements.</summary>
    /// <param name="output">The output, of any shape.</param>
    /// <param name="input">The variable to differentiate by.</param>
    /// <param name="use">Whether the Jacobian may be differentiated again (the default) or only its value is wanted.</param>
    /// <returns>The Jacobian, with the axes of the output followed by those of the input.</returns>
    public Variable<T> Jacobian(Variable<T> output, Variable<T> input, DerivativeUse use = DerivativeUse.Differentiable)
    {
        Shape outputShape = ShapeOf(IndexOf(output));
        Shape inputShape = ShapeOf(IndexOf(input));
        Shape shape = Shape.Create([.. outputShape.Sizes, .. inputShape.Sizes]);
        if (shape.ElementCount == 0)
        {
            return Zeros(shape);
        }

        bool byRows = outputShape.ElementCount <= inputShape.ElementCount;
        Shape varied = byRows ? outputShape : inputShape;
        var parts = new Variable<T>[varied.ElementCount];
        var unit = new T[varied.ElementCount];
        return Finished(
            () =>
            {
                for (int k = 0; k < parts.Length; k++)
                {
                    unit[k] = T.One;
                    Variable<T> along = Constant(unit, varied);
                    unit[k] = T.Zero;
                    parts[k] = byRows
                        ? VectorJacobianProduct(output, along, input, use).Shaped([inputShape.ElementCount])
                        : JacobianVectorProduct(output, input, along, use).Shaped([outputShape.ElementCount]);
                }

                Variable<T> stacked = Variable.Stack(parts, axis: 0);
                return [(byRows ? stacked : stacked.Transpose()).Shaped(shape).Index];
            },
            [output.Index, input.Index],
            use)[0];
    }

    /// <summary>The Hessian of a scalar: the Jacobian of its gradient.</summary>
    /// <param name="loss">A single number on this tape.</param>
    /// <param name="input">The variable to differentiate by.</param>
    /// <param name="use">Whether the Hessian may be differentiated again (the default) or only its value is wanted.</param>
    /// <returns>The Hessian, with the axes of the input twice.</returns>
    /// <remarks>Costs one gradient and one forward or reverse sweep over it for each element of the input; prefer
    /// <see cref="HessianVectorProduct(Variable{T}, Variable{T}, Variable{T}, DerivativeUse)"/> where a product will do.</remarks>
    public Variable<T> Hessian(Variable<T> loss, Variable<T> input, DerivativeUse use = DerivativeUse.Differentiable)
        => Finished(() => [Jacobian(Gradient(loss, input), input, use).Index], [IndexOf(loss), IndexOf(input)], use)[0];

    private void RequireSameShapes(ReadOnlySpan<Variable<T>> inputs, ReadOnlySpan<Variable<T>> parts, string what)
    {
        if (inputs.Length != parts.Length)
        {
            throw new ArgumentException($"Got {parts.Length} parts of the {what} for {inputs.Length} inputs, expected one each.", what);
        }

        for (int k = 0; k < inputs.Length; k++)
        {
            RequireSameShape(inputs[k], parts[k], what, "input");
        }
    }

    private void RequireSameShape(Variable<T> expected, Variable<T> got, string what, string of)
    {
        Shape shape = ShapeOf(IndexOf(expected));
        if (shape != ShapeOf(IndexOf(got)))
        {
            throw new ArgumentException($"The {what} has shape {got.Shape}, expected {shape}, the shape of the {of}.", what);
        }
    }
}
