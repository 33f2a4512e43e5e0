namespace AutogradMaml.Autograd;

/// <summary>An array seen from one of its axes: outer x size x inner.</summary>
internal readonly struct AxisLayout
{
    public AxisLayout(Shape shape, int axis)
    {
        Outer = 1;
        Inner = 1;
        Size = shape.Sizes[axis];
        for (int k = 0; k < shape.Rank; k++)
        {
            Outer *= k < axis ? shape.Sizes[k] : 1;
            Inner *= k > axis ? shape.Sizes[k] : 1;
        }
    }

    public int Outer { get; }

    public int Size { get; }

    public int Inner { get; }
}
