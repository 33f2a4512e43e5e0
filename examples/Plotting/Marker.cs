namespace AutogradMaml.Examples.Plotting;

/// <summary>What stands at each point of a series. The shapes tell series apart where colours are not seen.</summary>
public enum Marker
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A circle.</summary>
    Circle,

    /// <summary>A square.</summary>
    Square,

    /// <summary>A triangle that points up.</summary>
    Triangle,

    /// <summary>A square on its corner.</summary>
    Diamond,

    /// <summary>A triangle that points down.</summary>
    TriangleDown,

    /// <summary>A diagonal cross.</summary>
    Cross,
}
